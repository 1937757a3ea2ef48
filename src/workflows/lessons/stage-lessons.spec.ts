import { type Client } from '../../../test/support/client';
import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import type { NextView } from '../next/next.dto';
import type { StartedRunView } from '../run.view';

interface Learned {
  id: string;
  content: string;
  category: string;
  agent_id: string | null;
  entities: string[];
  links: { type: string; id: string }[];
}

let server: DemoServer;
let client: Client;
let projects = 0;

beforeAll(async () => {
  server = await demoServer();
});
afterAll(() => server.close());
beforeEach(async () => (client = await server.client.inNewProject(`lessons-${++projects}`)));

const learned = async () => (await client.get<{ items: Learned[] }>('/memory')).items;
const start = () =>
  client.post<StartedRunView>('/workflows/start', { workflow_id: 'demo', user_id: 'ada', session_id: 's-2' });

test('a stage is remembered by what was said at its end, not by the documents that it made', async () => {
  const run = await DemoRun.start(client);
  await run.move('analyst-brief-md', 'start');
  await run.move('analyst-brief-md', 'complete', {
    artifacts: [{ name: 'brief.md' }],
    notes: 'Interview the warehouse people before the managers',
    outputs: { interviews: 4 },
  });
  await run.work('pm-prd-md', ['prd.md'], ['the customer has agreed']);
  const [memory, ...others] = await learned();
  expect(others).toEqual([]);
  expect(memory).toMatchObject({
    category: 'WORKFLOW_PATTERNS',
    agent_id: 'analyst',
    entities: ['demo', 'brief.md'],
    content: expect.stringMatching(/ in demo: Interview the warehouse people before the managers\ninterviews: 4$/),
    links: [
      { type: 'stage', id: `${run.key}/analyst-brief-md` },
      { type: 'workflow', id: run.key },
    ],
  });
});

test('a stage that fails is remembered with its reason', async () => {
  const run = await DemoRun.start(client);
  await run.move('analyst-brief-md', 'start');
  await run.move('analyst-brief-md', 'fail', { reason: 'The customer is on holiday' });
  expect(await learned()).toMatchObject([
    { category: 'ERROR_PATTERNS', content: expect.stringMatching(/ in demo failed: The customer is on holiday$/) },
  ]);
});

test('what is said of the task of a stage is remembered once', async () => {
  const run = await DemoRun.start(client, { creates_task: true });
  const { items } = await client.get<{ items: { task_id: string }[] }>('/tasks');
  await client.post('/agents/activate', { agent_id: 'analyst', session_id: 's-1', user_id: 'ada' });
  const who = { agent_id: 'analyst', session_id: 's-1' };
  const { lease_token } = await client.post(`/tasks/${items[0].task_id}/start`, who);
  await client.post(`/tasks/${items[0].task_id}/complete`, { lease_token, execution_log: 'Interviewed the warehouse' });
  expect((await run.view()).stages[0].status).toBe('COMPLETED');
  expect((await learned()).map(({ category }) => category)).toEqual(['TASK_COMPLETION']);
});

test('the next run of a workflow begins with what the last one taught, which polling does not count again', async () => {
  const run = await DemoRun.start(client);
  await run.move('analyst-brief-md', 'start');
  await run.move('analyst-brief-md', 'complete', {
    notes: 'Interview the warehouse people first',
    artifacts: [{ name: 'brief.md' }],
  });
  const [memory] = await learned();
  const started = await start();
  expect(started.memories.map(({ id }) => id)).toEqual([memory.id]);
  const next = () => client.get<NextView>(`/workflows/${started.key}/next`);
  const [first, second] = [await next(), await next()];
  expect(first.memories).toMatchObject([{ id: memory.id, content: memory.content, category: 'WORKFLOW_PATTERNS' }]);
  expect(second.memories[0].integration_id).toBe(first.memories[0].integration_id);
  const uses = await client.get<{ items: { operation: string }[] }>(`/memory/${memory.id}/uses`);
  expect(uses.items.map(({ operation }) => operation)).toEqual(['STORE', 'WORKFLOW']);
});
