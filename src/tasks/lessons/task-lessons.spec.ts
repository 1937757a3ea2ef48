import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';

interface Learned {
  id: string;
  content: string;
  category: string;
  agent_id: string | null;
  session_id: string | null;
  links: { type: string; id: string }[];
}

let server: TestServer;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

async function fresh(): Promise<Client> {
  const client = await new Client(server.api).inNewProject(`lessons-${++projects}`);
  await client.post('/agents/activate', { agent_id: 'dev', session_id: 's', user_id: 'ada' });
  return client;
}
const learned = async (client: Client) => (await client.get<{ items: Learned[] }>('/memory')).items;

/** A task that somebody works on. */
async function begun(
  client: Client,
  task: object = {},
): Promise<{ path: string; lease_token: string; task_id: string }> {
  const { task_id } = await client.post<{ task_id: string }>('/tasks', { name: 'Build the login form', ...task });
  const started = await client.post(`/tasks/${task_id}/start`, { agent_id: 'dev', session_id: 's' });
  return { path: `/tasks/${task_id}`, lease_token: started.lease_token as string, task_id };
}

describe('a task that is completed', () => {
  test('is remembered by what was said, with all that it has to do with', async () => {
    const client = await fresh();
    await client.post('/stories', { story_id: '1.1', title: 'Log in' });
    const { path, lease_token, task_id } = await begun(client, { story_id: '1.1', workflow_id: 'w-1', tags: ['auth'] });
    await client.post(`${path}/complete`, {
      lease_token,
      execution_log: 'The session cookie must be SameSite=Lax, or the redirect loses it',
      validation_notes: 'Checked with two browsers',
      output_files: ['src/login.ts'],
      output_data: { tests: 12 },
    });
    const [memory, ...others] = await learned(client);
    expect(others).toEqual([]);
    expect(memory).toMatchObject({
      category: 'TASK_COMPLETION',
      content: [
        'Build the login form: The session cookie must be SameSite=Lax, or the redirect loses it',
        'Validation: Checked with two browsers',
        'Files: src/login.ts',
        'tests: 12',
      ].join('\n'),
      agent_id: 'dev',
      session_id: 's',
      tags: ['auth'],
      links: [
        { type: 'story', id: '1.1' },
        { type: 'task', id: task_id },
        { type: 'workflow', id: 'w-1' },
      ],
    });
    const found = await client.post<{ memories: Learned[] }>('/memory/context', {
      agent_id: 'qa',
      query: 'why is the login cookie SameSite?',
    });
    expect(found.memories.map(({ id }) => id)).toEqual([memory.id]);
    const uses = await client.get<{ items: { operation: string }[] }>(`/memory/${memory.id}/uses`);
    expect(uses.items.map(({ operation }) => operation)).toEqual(['STORE', 'CONTEXT']);
  });

  test.each([{}, { execution_log: 'Done.' }, { output_data: { ok: true }, quality_score: 90 }])(
    'without telling anything is no memory: %j',
    async (result) => {
      const client = await fresh();
      const { path, lease_token } = await begun(client);
      await client.post(`${path}/complete`, { lease_token, ...result });
      expect(await learned(client)).toEqual([]);
    },
  );

  test('is no memory where the move is refused', async () => {
    const client = await fresh();
    const { path } = await begun(client);
    const refusal = await client.refused(`${path}/complete`, { execution_log: 'Somebody else wrote the form' });
    expect(refusal.status).toBe(409);
    expect(await learned(client)).toEqual([]);
  });

  test('is remembered by what was said when it was handed in for review, too', async () => {
    const client = await fresh();
    const { path, lease_token } = await begun(client);
    await client.post(`${path}/submit`, { lease_token, execution_log: 'Used a portal for the modal' });
    await client.post(`${path}/complete`, { validation_notes: 'Focus returns to the button' });
    expect((await learned(client)).map(({ content }) => content)).toEqual([
      'Build the login form: Used a portal for the modal\nValidation: Focus returns to the button',
    ]);
  });

  test('is remembered among many at once', async () => {
    const client = await fresh();
    const tasks = [await begun(client), await begun(client, { name: 'Build the cart' }), await begun(client)];
    const logs = ['Forms need labels', 'Prices are in cents', 'done'];
    const operations = tasks.map(({ task_id, lease_token }, n) => ({
      op: 'complete',
      id: task_id,
      lease_token,
      execution_log: logs[n],
    }));
    await client.post('/tasks/bulk', { operations });
    expect((await learned(client)).map(({ content }) => content)).toEqual([
      'Build the login form: Forms need labels',
      'Build the cart: Prices are in cents',
    ]);
  });
});

describe('a task that fails', () => {
  test('is remembered with its cause, and its secrets are masked', async () => {
    const client = await fresh();
    const { path, lease_token } = await begun(client);
    const secret = ['hunter', '2042x'].join('');
    const failed = await client.post(`${path}/fail`, {
      lease_token,
      reason: `ECONNREFUSED with password=${secret}`,
      execution_log: `x ${'trace '.repeat(3000)} the pool was exhausted`,
    });
    expect(failed.status).toBe('FAILED');
    const [memory] = await learned(client);
    expect(memory).toMatchObject({ category: 'ERROR_PATTERNS' });
    expect(memory.content).toMatch(/^Build the login form failed: ECONNREFUSED with password=\[masked: named-secret\]/);
    expect(memory.content).toMatch(/the pool was exhausted$/);
    expect(memory.content.length).toBeLessThan(4500);
  });

  test('in the same way again adds itself to what is known', async () => {
    const client = await fresh();
    const tasks = [await begun(client), await begun(client)];
    for (const { path, lease_token } of tasks) await client.post(`${path}/fail`, { lease_token, reason: 'Timeout' });
    const memories = await learned(client);
    expect(memories).toHaveLength(1);
    expect(memories[0].links.map(({ id }) => id)).toEqual(tasks.map(({ task_id }) => task_id));
  });
});
