import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';

interface Learned {
  id: string;
  content: string;
  category: string;
  agent_id: string;
  links: { type: string; id: string }[];
}

let server: TestServer;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

const fresh = () => new Client(server.api).inNewProject(`handoffs-${++projects}`);
const learned = async (client: Client) => (await client.get<{ items: Learned[] }>('/memory')).items;

/** @returns its path */
async function offer(client: Client, handoff: object): Promise<string> {
  const who = { from_agent_id: 'architect', to_agent_id: 'dev' };
  const { handoff_id } = await client.post('/collaboration/handoffs', { ...who, ...handoff });
  return `/collaboration/handoffs/${handoff_id as string}`;
}

test('a handoff is one memory that says at its end what became of it, and keeps what it said before', async () => {
  const client = await fresh();
  const { task_id } = await client.post('/tasks', { name: 'Build the queue' });
  const path = await offer(client, {
    summary: 'The queue is drawn; nothing is built',
    task_id,
    open_questions: ['Who retries?'],
  });
  const offered = 'Handoff from architect to dev: The queue is drawn; nothing is built\nOpen questions: Who retries?';
  const [memory] = await learned(client);
  expect(memory).toMatchObject({ category: 'COLLABORATION', agent_id: 'architect', content: offered });
  expect(memory.links).toEqual([
    { type: 'handoff', id: path.split('/').at(-1) },
    { type: 'task', id: task_id },
  ]);
  await client.post(`${path}/accept`, { agent_id: 'dev' });
  await client.post(`${path}/complete`, { agent_id: 'dev', quality: 70, feedback: 'The retries were missing' });
  const ended = `${offered}\nCompleted by dev (quality 70 of 100): The retries were missing`;
  expect((await learned(client)).map(({ content }) => content)).toEqual([ended]);
  const revisions = await client.get<{ items: { content: string }[] }>(`/memory/${memory.id}/revisions`);
  expect(revisions.items.map(({ content }) => content)).toEqual([offered]);
  const found = await client.post<{ memories: Learned[] }>('/memory/context', {
    agent_id: 'qa',
    query: 'retries missing',
  });
  expect(found.memories.map(({ id }) => id)).toEqual([memory.id]);
});

test('one that says nothing is a memory only once its receiver says why it is rejected', async () => {
  const client = await fresh();
  const path = await offer(client, { summary: 'Done, please go on' });
  expect(await learned(client)).toEqual([]);
  await client.post(`${path}/reject`, { agent_id: 'dev', reason: 'The interface is undecided' });
  expect((await learned(client)).map(({ content }) => content)).toEqual([
    'Handoff from architect to dev: Done, please go on\nRejected by dev: The interface is undecided',
  ]);
  const other = await offer(client, { summary: 'ok' });
  await client.post(`${other}/accept`, { agent_id: 'dev' });
  await client.post(`${other}/complete`, { agent_id: 'dev', quality: 100 });
  expect(await learned(client)).toHaveLength(1);
});
