import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../../../test/support/client';
import { OpenMemoryStandIn } from '../../../test/support/openmemory';
import { testServer, type TestServer } from '../../../test/support/server';
import { OpenMemoryClient } from './openmemory-client';

interface Found {
  memories: { id: string; content: string; tags: string[]; links: object[]; integration_id: string }[];
  unreachable: string | null;
}

let standIn: OpenMemoryStandIn;
let server: TestServer;
let client: Client;

beforeAll(async () => {
  standIn = new OpenMemoryStandIn(['default', 'other']);
  standIn.keep('default', 'The zeppelin service must be restarted after each deploy', { categories: ['operations'] });
  for (let n = 0; n < 230; n++) standIn.keep('default', `Filler number ${n} about nothing`);
  const openMemory = { url: await standIn.listen(), user: '{project}', timeoutMs: 300 };
  server = await testServer({ memory: { openMemory } });
  client = new Client(server.api);
});
afterAll(async () => {
  await server.app.close();
  await standIn.close();
});

const recall = (query: string, by = client) => by.post<Found>('/memory/context', { agent_id: 'dev', query });
const store = (content: string, more: object = {}) =>
  client.post('/memory/store', { agent_id: 'dev', content, category: 'ERROR_PATTERNS', ...more });

/** Until something is so. */
async function eventually(check: () => unknown): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(50)) if (await check()) return;
  throw new Error('It did not come to be.');
}

test('what others have stored there is found here, with a record of its use', async () => {
  await eventually(async () => (await recall('zeppelin')).memories.length);
  const { memories, unreachable } = await recall('what must be done with the zeppelin service?');
  expect(unreachable).toBeNull();
  const [remote] = standIn.memories;
  expect(memories[0]).toMatchObject({
    content: remote.content,
    tags: ['operations'],
    links: [{ type: 'openmemory', id: remote.id }],
  });
  const { items } = await client.get<{ items: { id: string }[] }>(`/memory/${memories[0].id}/uses`);
  expect(items.map(({ id }) => id)).toContain(memories[0].integration_id);
  expect((await client.post<Found>('/memory/search', { query: 'filler number 229' })).memories[0].content).toContain(
    '229',
  );
});

test('what the whole project may see is stored there once, and nothing else', async () => {
  await store('The walrus queue loses messages at midnight');
  await store('Only dev knows of the ocelot', { scope: 'AGENT' });
  const there = (word: string) => standIn.memories.filter(({ content }) => content.includes(word));
  await eventually(() => there('walrus').length);
  await store('The heron cache is cold on Mondays');
  await eventually(() => there('heron').length);
  expect(there('walrus')).toMatchObject([{ user: 'default', metadata_: { category: 'ERROR_PATTERNS' } }]);
  expect(there('ocelot')).toEqual([]);
  expect((await recall('walrus queue')).memories).toHaveLength(1);
});

test('no project sees what is of another user there', async () => {
  standIn.keep('other', 'The other project has an axolotl');
  const other = await new Client(server.api).inNewProject('other');
  await eventually(async () => (await recall('axolotl', other)).memories.length);
  expect((await recall('axolotl')).memories).toEqual([]);
});

test('where nobody knows the user, the answer says so', async () => {
  const strange = await new Client(server.api).inNewProject('strange');
  await eventually(async () => (await recall('anything', strange)).unreachable?.includes('User not found'));
});

test.each(['failing', 'silent'] as const)(
  'while it is %s, all goes on and says so, and later nothing is missing',
  async (mood) => {
    standIn.mood = mood;
    await eventually(async () => (await recall('zeppelin')).unreachable);
    const word = `pelican-${mood}`;
    await store(`The ${word} index is rebuilt by hand`);
    expect((await recall(word)).memories[0].content).toContain(word);
    const who = {
      agent_id: 'dev',
      session_id: mood,
      user_id: 'ada',
      context: { goal: 'restart the zeppelin service' },
    };
    const { memory_context } = await client.post<{ memory_context: Found }>('/agents/activate', who);
    expect(memory_context.memories[0].content).toContain('zeppelin');
    expect(memory_context.unreachable).toMatch(/^OpenMemory could not be reached: /);
    standIn.mood = 'well';
    await eventually(async () => {
      await recall(word);
      return standIn.memories.some(({ content }) => content.includes(word));
    });
    expect((await recall(word)).unreachable).toBeNull();
  },
  30_000,
);

test('a server that is away is left alone after some failures', async () => {
  const away = new OpenMemoryClient({ url: 'http://127.0.0.1:9', user: 'default' });
  for (let n = 0; n < 3; n++) await expect(away.list('default', 1)).rejects.toThrow('fetch failed');
  await expect(away.list('default', 1)).rejects.toThrow('circuit');
});

test('what it holds to be related is related here, and who asks is told how it stands', async () => {
  const [remote] = standIn.memories;
  standIn.keep('default', 'Page whoever is on call', { categories: ['operations'] });
  await eventually(async () => (await recall('page on call')).memories.length);
  const [{ id }] = (await recall('zeppelin')).memories;
  const related = await client.get<{ content: string }[]>(`/memory/${id}/related`);
  expect(related.map(({ content }) => content)).toEqual(['Page whoever is on call']);
  expect(standIn.requests).toContain(`GET /${remote.id}/related`);
  expect(await client.get('/memory/provider')).toEqual({
    name: 'openmemory',
    unreachable: null,
    total: standIn.memories.filter(({ user }) => user === 'default').length,
    categories: ['operations'],
  });
});
