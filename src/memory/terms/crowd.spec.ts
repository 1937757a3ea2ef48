import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import { Memory } from '../memory.entity';
import { analyse } from './analysis';
import { MemoryTerm } from './memory-term.entity';
import { TermIndex } from './term-index.service';
import { TermStatistics } from './term-statistics.service';

/** How long it takes; a minute by hand: `SECONDS=60 npx jest memory/terms/crowd`. */
const SECONDS = Number(process.env.SECONDS ?? 4);
const WRITERS = 8;
const READERS = 8;

interface Found {
  memories: { id: string; content: string }[];
}

let server: TestServer;
let db: Database;
let client: Client;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  client = new Client(server.api);
});
afterAll(() => server.app.close());

const read = () =>
  db.sql`select place_number, term, memory_number, episode, position, impact from ${MemoryTerm} order by 3, 2`;

/** The postings as the texts say. */
async function rebuilt(): Promise<unknown> {
  await db.sql`delete from ${MemoryTerm}`;
  for (const memory of await db.of(Memory).findBy({ status: 'ACTIVE' })) {
    await server.app.get(TermIndex).add(memory.id, analyse(memory));
  }
  return read();
}

test(
  'eight writers and eight readers: everything is found at once, and postings equal the texts',
  async () => {
    const end = Date.now() + SECONDS * 1000;
    let [stored, asked] = [0, 0];
    const recall = (query: string) => client.post<Found>('/memory/context', { agent_id: 'dev', query });
    const store = (content: string, session_id: string) =>
      client.post<{ id: string }>('/memory/store', {
        agent_id: 'dev',
        content,
        category: 'ERROR_PATTERNS',
        session_id,
      });
    const isFound = async (word: string, id: string) => {
      const { memories } = await recall(word);
      expect(memories.map((one) => one.id)).toContain(id);
    };
    const writer = async (w: number) => {
      for (let n = 0; Date.now() < end; n++) {
        const word = `w${w}x${n}y`;
        const { id } = await store(`The ${word} decision of writer ${w} about the common queue`, `s${w % 3}`);
        await isFound(word, id);
        stored++;
        // What is changed, archived and deleted takes its postings along.
        if (n % 4 === 1) {
          await client.patch(`/memory/${id}`, { content: `The ${word} decision was renamed to ${word}new` });
          await isFound(`${word}new`, id);
        }
        if (n % 4 === 2) await client.post(`/memory/${id}/archive`);
        if (n % 4 === 3) await client.send(`/memory/${id}`, undefined, 'DELETE');
      }
    };
    const reader = async (r: number) => {
      for (; Date.now() < end; asked++) {
        const { memories } = await recall(`the common queue decision of writer ${(asked + r) % WRITERS}`);
        for (const { content } of memories) expect(content).toMatch(/^The w\d+x\d+y decision/);
        if (asked % 50 === 49) await server.app.get(TermStatistics).refresh();
      }
    };
    const crowd = [...Array(WRITERS).keys()].map(writer).concat([...Array(READERS).keys()].map(reader));
    await Promise.all(crowd);
    expect(stored).toBeGreaterThanOrEqual(WRITERS);
    expect(asked).toBeGreaterThanOrEqual(READERS);
    expect(await read()).toEqual(await rebuilt());
  },
  SECONDS * 1000 + 120_000,
);
