import { Client } from '../../../test/support/client';
import { contents, recall, store } from '../../../test/support/memory-kit';
import { testServer, type TestServer } from '../../../test/support/server';

let server: TestServer;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
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
