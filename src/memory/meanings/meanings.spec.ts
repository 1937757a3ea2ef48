import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../../../test/support/client';
import { EmbeddingsStandIn } from '../../../test/support/embeddings';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import { likeness, quantized } from './embeddings-client';
import { MemoryVector } from './memory-vector.entity';
import { MeaningsService } from './meanings.service';

interface Found {
  memories: { id: string; content: string; explanation: { features: { meaning: number } } }[];
  unreachable: string | null;
}

const RIGHT = 'The payment retry charges people';
const OTHER = 'The payment retry writes logs';

let standIn: EmbeddingsStandIn;
let server: TestServer;
let client: Client;

beforeAll(async () => {
  standIn = new EmbeddingsStandIn();
  const embeddings = { url: await standIn.listen(), model: 'stand-in', timeoutMs: 300 };
  server = await testServer({ memory: { embeddings } });
  client = new Client(server.api);
});
afterAll(async () => {
  await server.app.close();
  await standIn.close();
});

const store = (content: string) =>
  client.post<{ id: string }>('/memory/store', { agent_id: 'dev', content, category: 'ERROR_PATTERNS' });
const recall = (query: string) => client.post<Found>('/memory/context', { agent_id: 'dev', query, explain: true });
const vectors = () => server.app.get(Database).of(MemoryVector);
const settled = async (count: number) => {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(30)) {
    await server.app.get(MeaningsService).tick();
    if ((await vectors().count()) >= count) return;
  }
  throw new Error('There are no vectors.');
};

test('of memories with the same words the one that means the same comes first, though storing waited for no model', async () => {
  standIn.mood = 'failing';
  await store(OTHER);
  const { id } = await store(RIGHT);
  expect(await vectors().count()).toBe(0);
  standIn.mood = 'well';
  await settled(2);
  const { memories, unreachable } = await recall('double billing of the payment retry');
  expect(unreachable).toBeNull();
  expect(memories.map(({ content }) => content)).toEqual([RIGHT, OTHER]);
  expect(memories[0].explanation.features.meaning).toBeGreaterThan(0.9);
  expect((await vectors().findOneByOrFail({ memoryUuid: id })).vector.length).toBe(4);
});

test('what is changed means something else from then on', async () => {
  const { id } = await store('The payment retry runs at night');
  await settled(3);
  await client.patch(`/memory/${id}`, { content: 'The payment retry is billed double' });
  await recall('payment retry');
  const before = standIn.requests.length;
  await server.app.get(MeaningsService).tick();
  expect(standIn.requests.slice(before)).toContainEqual(['The payment retry is billed double']);
});

test.each(['failing', 'silent'] as const)(
  'while the model is %s, words decide and the answer says so',
  async (mood) => {
    standIn.mood = mood;
    const { memories, unreachable } = await recall('double billing of the payment retry');
    expect(memories.length).toBeGreaterThan(1);
    expect(unreachable).toMatch(/^The embeddings could not be reached: /);
  },
);

test('a direction survives being put into bytes', () => {
  const some = Array.from({ length: 64 }, (_, n) => Math.sin(n * n));
  const other = Array.from({ length: 64 }, (_, n) => Math.sin(n * n + 0.3));
  const dot = (a: number[], b: number[]) => a.reduce((sum, one, n) => sum + one * b[n], 0);
  const exact = dot(some, other) / Math.sqrt(dot(some, some) * dot(other, other));
  expect(likeness(quantized(some), quantized(other))).toBeCloseTo(exact, 2);
  expect(likeness(quantized([1, 0]), quantized([1, 0, 0]))).toBe(0);
  expect(() => quantized(['1'])).toThrow('no vector');
});
