import { Client } from '../../../test/support/client';
import { recall, store } from '../../../test/support/memory-kit';
import { testServer, type TestServer } from '../../../test/support/server';

let server: TestServer;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

const fresh = () => new Client(server.api).inNewProject(`uses-${++projects}`);

describe('what helped', () => {
  test('is ranked higher and with more confidence, and the last word of a use counts', async () => {
    const client = await fresh();
    await store(client, 'Clear the cache when the build fails');
    const { id } = await store(client, 'Clear the disk when the build fails');
    const before = await recall(client, 'the build fails');
    expect(before.memories[1].id).toBe(id);
    const path = `/memory/${id}/feedback`;
    await client.post(path, { agent_id: 'dev', helped: false });
    const judged = await client.post(path, { agent_id: 'dev', helped: true });
    expect(judged).toMatchObject({ useful_count: 1, harmful_count: 0 });
    const after = await recall(client, 'the build fails');
    expect(after.memories[0].id).toBe(id);
    expect(after.memories[0].confidence).toBeGreaterThan(before.memories[1].confidence);
  });

  test('and every use is on record', async () => {
    const client = await fresh();
    const { id, integration } = await store(client, 'Jenkins deploys at night');
    const { memories } = await recall(client, 'jenkins deploys', { session_id: 's-1', user_id: 'ada' });
    const { items } = await client.get<{ items: object[] }>(`/memory/${id}/uses`);
    expect(items).toMatchObject([
      { id: integration.id, operation: 'STORE', rank: null },
      { id: memories[0].integration_id, operation: 'CONTEXT', rank: 1, purpose: 'jenkins deploys', session_id: 's-1' },
    ]);
    expect(await client.get('/memory/usage')).toMatchObject([{ id, uses: 1 }]);
    expect(await client.get('/memory/usage?pattern=never_used')).toEqual([]);
    expect(await client.get('/memory/usage/agents')).toMatchObject([{ agent_id: 'dev', uses: 1 }]);
    expect(await client.post('/memory/calibrate')).toMatchObject({ fitted: false, samples: 0 });
  });
});
