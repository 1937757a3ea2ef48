import { Client } from '../../../test/support/client';
import { store } from '../../../test/support/memory-kit';
import { testServer, type TestServer } from '../../../test/support/server';
import { Roster } from '../../agents/roster.service';
import { Database } from '../../database/database';
import { Memory } from '../memory.entity';
import { questionOf } from './question';
import { type Found, Retrieval } from './retrieval.service';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await testServer();
  client = new Client(server.api);
});
afterAll(() => server.app.close());

async function find(query: string, agentId = 'dev', measured = false): Promise<Found> {
  const viewer = await server.app.get(Roster).viewer(server.scope, agentId);
  const [question, context] = [questionOf(query), questionOf('')];
  return server.app.get(Retrieval).find(server.scope, viewer, { question, context, limit: 10, measured });
}

/** Where what was read stands, in order. */
const positions = ({ read }: Found) => read.map(({ position }) => position).sort((a, b) => a - b);

test('around the candidates everything within two places is read, each once', async () => {
  const told = Array.from({ length: 24 }, (_, n) => `Step ${n + 1}`);
  for (const n of [5, 6, 11, 20]) told[n - 1] += ' wakes the walrus';
  for (const content of told) await store(client, content, { session_id: 'zoo' });
  const found = await find('Who wakes the walrus?');
  expect(positions(found)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 18, 19, 20, 21, 22]);
  expect(new Set(found.read.map(({ episode }) => episode)).size).toBe(1);
  const ofAll = found.terms.reduce((mask, _, k) => mask | (1 << k), 0);
  for (const { position, mask } of found.read) expect(mask).toBe([5, 6, 11, 20].includes(position) ? ofAll : 0);
  const candidates = found.read.filter(({ number }) => found.bm25.has(number));
  expect(candidates.map(({ position }) => position).sort((a, b) => a - b)).toEqual([5, 6, 11, 20]);
});

test('what has no session stands alone', async () => {
  for (const animal of ['first', 'okapi', 'third']) await store(client, `The ${animal} one sleeps`);
  const { read } = await find('okapi');
  expect(read).toHaveLength(1);
  expect(read[0].number).toBe(-read[0].episode);
});

test('lengths come where they are asked for', async () => {
  await store(client, 'The axolotl 🦎 smiles');
  expect((await find('axolotl')).read[0].length).toBe(0);
  expect((await find('axolotl', 'dev', true)).read[0].length).toBe([...'The axolotl 🦎 smiles'].length);
});

test('of a question of many words each has a bit of its own', async () => {
  const names = ['ash', 'beech', 'cedar', 'date', 'elm', 'fir', 'gum', 'hazel', 'ilex', 'juniper', 'kapok', 'larch'];
  for (const name of names) await store(client, `A ${name} grows`, { entities: [`${name} tree`] });
  const { terms, read } = await find(names.join(' '));
  expect(terms).toHaveLength(names.length);
  expect(read.map(({ mask }) => Math.log2(mask)).sort((a, b) => a - b)).toEqual(names.map((_, k) => k));
});

test('words and names are found with all that Postgres reads as syntax', async () => {
  const name = `o'brien \\ & | ! <-> :*`;
  await store(client, `It's C:\\temp\\o'zone again`, { entities: [name] });
  const { read } = await server.app.get(Retrieval).find(server.scope, undefined, {
    question: questionOf(`What about C:\\temp\\o'zone?`, [name]),
    context: questionOf(''),
    limit: 10,
  });
  expect(read).toHaveLength(1);
  expect(read[0].mask).toBeGreaterThan(0);
  expect(read[0].entity).toBe(1);
});

test('times come where the question has a date', async () => {
  await store(client, 'The quokka escaped', { occurred_at: '2026-03-04T05:06:07Z' });
  expect((await find('quokka')).read[0].occurred).toBe(0);
  expect((await find('quokka in March 2026')).read[0].occurred).toBe(Date.parse('2026-03-04T05:06:07Z') / 1000);
});

test('nothing is read that lies in a place beside, also not around a candidate', async () => {
  const at = { session_id: 'shared' };
  await store(client, 'The lemur eats', { ...at, scope: 'project' });
  await store(client, 'The lemur hides', { ...at, scope: 'agent' });
  const read = async (agentId: string) =>
    (await find('lemur', agentId)).read.map(({ number }) => number).sort((a, b) => a - b);
  const all = await server.app
    .get(Database)
    .of(Memory)
    .find({ where: { sessionId: 'shared' }, order: { number: 'ASC' } });
  expect(await read('dev')).toEqual(all.map(({ number }) => number));
  expect(await read('qa')).toEqual([all[0].number]);
});
