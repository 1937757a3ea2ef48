import { Client } from '../../../test/support/client';
import { contents, recall, store } from '../../../test/support/memory-kit';
import { testServer, type TestServer } from '../../../test/support/server';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { Database } from '../../database/database';
import { Memory } from '../memory.entity';

let server: TestServer;
let db: Database;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
});
afterAll(() => server.app.close());

const fresh = () => new Client(server.api).inNewProject(`transfer-${++projects}`);

test('lines that are exported can be imported, all or none', async () => {
  const [client, other] = [await fresh(), await fresh()];
  await store(client, 'Jenkins deploys at night', {
    session_id: 's',
    entities: ['Jenkins'],
    links: [{ type: 'task', id: 'T-1' }],
  });
  await store(client, 'Use pnpm');
  const answer = await fetch(`${server.api}/memory/export`, { headers: { 'x-bmad-project': client.project } });
  const jsonl = await answer.text();
  expect(jsonl.trim().split('\n')).toHaveLength(2);
  expect(await other.post('/memory/import', { jsonl })).toMatchObject({ stored: 2 });
  expect(contents(await recall(other, 'jenkins'))).toEqual(['Jenkins deploys at night']);
  const refusal = await other.refused('/memory/import', { jsonl: `${jsonl}{"agent_id":"dev"}\nnonsense` });
  expect(refusal.errors!.map(({ field }) => field)).toEqual(['line 3.content', 'line 3.category', 'line 4']);
  expect((await other.get<{ items: object[] }>('/memory')).items).toHaveLength(2);
});

test('lines of one conversation stay neighbours in their order, and each is found and logged as stored alone', async () => {
  const client = await fresh();
  await store(client, 'The release begins', { session_id: 'release' });
  const line = (content: string, session_id: string) =>
    JSON.stringify({ agent_id: 'dev', content, category: 'TASK_COMPLETION', session_id });
  const lines = [
    line('Zeppelin is frozen', 'release'),
    line('Elsewhere it rains', 'other'),
    line('Quokka is tagged', 'release'),
  ];
  const { ids } = await client.post<{ ids: string[] }>('/memory/import', { jsonl: lines.join('\n') });
  const places = await db.of(Memory).find({ where: { sessionId: 'release' }, order: { position: 'ASC' } });
  expect(places.map(({ content, position }) => [content, position])).toEqual([
    ['The release begins', 1],
    ['Zeppelin is frozen', 2],
    ['Quokka is tagged', 3],
  ]);
  expect([places[1].id, places[2].id]).toEqual([ids[0], ids[2]]);
  expect(contents(await recall(client, 'quokka'))[0]).toBe('Quokka is tagged');
  const logged = await db.of(AgentActivity).findBy({ projectId: places[0].projectId, activityType: 'MEMORY_STORED' });
  expect(new Set(logged.map(({ details }) => details.memory_id))).toEqual(new Set([places[0].id, ...ids]));
});

test.each([
  [{ agent_id: 'nobody' }, 404, ['line 2']],
  [{ content: 'password = hunter2hunter2' }, 422, ['line 2.content']],
  [{ scope: 'AGENT', agent_id: undefined }, 422, ['line 2.agent_id']],
])('a line with %j stores nothing and is named', async (fault, status, fields) => {
  const client = await fresh();
  const sound = { agent_id: 'dev', content: 'sound', category: 'AGENT_CONTEXT' };
  const jsonl = [sound, { ...sound, ...fault }, sound].map((line) => JSON.stringify(line)).join('\n');
  const refusal = await client.refused('/memory/import', { jsonl });
  expect(refusal).toMatchObject({ status, detail: expect.stringContaining('Nothing was stored: line 2') });
  expect(refusal.errors!.map(({ field }) => field)).toEqual(fields);
  expect((await client.get<{ items: object[] }>('/memory')).items).toEqual([]);
});
