import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import { gracefulClose } from '../../http/graceful-close';
import { Memory } from '../memory.entity';
import { MemoryIntegration } from './memory-integration.entity';
import { type Answer, UseJournal } from './use-journal.service';

let server: TestServer;
let db: Database;
let client: Client;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  client = new Client(server.api);
  for (let n = 0; n < 12; n++) {
    const content = `The payment queue is drained by worker ${n}`;
    await client.post('/memory/store', { agent_id: 'dev', content, category: 'ERROR_PATTERNS' });
  }
});
afterAll(() => server.app.close());

interface Found {
  memories: { id: string; rank: number; integration_id: string }[];
}

test('answers that come at once are recorded each as its own, before they are given', async () => {
  const ask = async (n: number) => {
    const who = { agent_id: 'dev', session_id: `crowd-${n}`, user_id: `user-${n}`, limit: 5 };
    const { memories } = await client.post<Found>('/memory/context', who);
    const uses = await db.of(MemoryIntegration).findBy({ sessionId: `crowd-${n}` });
    expect(memories).toHaveLength(5);
    expect(memories.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5]);
    const told = memories.map(({ id, rank, integration_id }) => [integration_id, id, rank, `user-${n}`]);
    expect(uses.map((use) => [use.id, use.memoryUuid, use.rank, use.userId]).sort()).toEqual(told.sort());
  };
  await Promise.all(Array.from({ length: 60 }, (_, n) => ask(n)));
});

test('who cannot be recorded fails alone, and a memory that is gone is left out', async () => {
  const journal = server.app.get(UseJournal);
  const memories = await db.of(Memory).find({ order: { number: 'ASC' } });
  const ids = new Map(memories.map(({ number, id }) => [number, id]));
  const hits = memories.slice(0, 3).map(({ number }) => ({ number, relevance: 0.5, confidence: null }));
  const { projectId } = server.scope;
  const usual: Answer = {
    projectId,
    agentUuid: null,
    sessionId: null,
    userId: null,
    operation: 'OTHER',
    purpose: null,
    hits,
  };
  const gone = { number: 1_000_000, relevance: null, confidence: null };
  const answers = [usual, { ...usual, sessionId: 'a\0b' }, { ...usual, hits: [hits[0], gone, hits[1]] }];
  const crowd = Array.from({ length: 30 }, (_, n) => answers[n % 3]);
  const outcomes = await Promise.allSettled(crowd.map((answer) => journal.record(answer)));
  outcomes.forEach((outcome, n) => {
    expect(outcome.status).toBe(n % 3 === 1 ? 'rejected' : 'fulfilled');
    if (outcome.status !== 'fulfilled') return;
    const there = crowd[n].hits.flatMap((hit, place) => (hit === gone ? [] : [[place + 1, ids.get(hit.number)]]));
    expect(outcome.value.map(({ rank, memory }) => [rank, memory.id])).toEqual(there);
  });
});

test('in a transaction that fails nothing is recorded', async () => {
  const [{ number }] = await db.of(Memory).find({ take: 1 });
  const hits = [{ number, relevance: null, confidence: null }];
  const { projectId } = server.scope;
  const answer: Answer = {
    projectId,
    agentUuid: null,
    sessionId: 'undone',
    userId: null,
    operation: 'OTHER',
    purpose: null,
    hits,
  };
  const undone = db.transaction(async () => {
    expect(await server.app.get(UseJournal).record(answer)).toHaveLength(1);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await db.of(MemoryIntegration).countBy({ sessionId: 'undone' })).toBe(0);
});

test('a server that stops gives no answer that is not on record', async () => {
  const stopping = await testServer({ url: server.url });
  const close = gracefulClose(stopping.app);
  const other = new Client(stopping.api);
  const ask = (n: number) =>
    other.post<Found>('/memory/context', { agent_id: 'dev', session_id: `stop-${n}`, limit: 3 }).then(
      ({ memories }) => memories.map(({ integration_id }) => integration_id),
      () => [],
    );
  const asked = Array.from({ length: 40 }, (_, n) => ask(n));
  const first = await Promise.race(asked);
  await close();
  const given = (await Promise.all(asked)).flat();
  expect(first).toHaveLength(3);
  const ids = new Set((await db.of(MemoryIntegration).find({ select: { id: true } })).map(({ id }) => id));
  expect(given.filter((id) => !ids.has(id))).toEqual([]);
});
