import { type Answer, type Send, sender } from '../../test/support/send';
import { testServer, type TestServer } from '../../test/support/server';

let server: TestServer;
let send: Send;

beforeAll(async () => {
  server = await testServer();
  send = sender(server);
});
afterAll(() => server.app.close());

const done = async (method: string, path: string, body?: object): Promise<any> => {
  const answer: Answer = await send(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const learned = async (category: string): Promise<any[]> =>
  (await done('GET', `/memory?agent_id=dev&category=${category}&limit=200`)).items;

/** A task that dev has in hand. */
async function inHand(task: object, session_id = 's') {
  const { task_id } = await done('POST', '/tasks', task);
  const { lease_token } = await done('POST', `/tasks/${task_id}/start`, { agent_id: 'dev', session_id });
  return { task_id: task_id as string, lease_token: lease_token as string };
}

test('a failure is remembered, and shown with what resolved it to whoever fails alike', async () => {
  const first = await inHand({ name: 'Connect the ledger' });
  const reason = 'The ledger certificate expired, so the handshake was refused';
  await done('POST', `/tasks/${first.task_id}/fail`, { lease_token: first.lease_token, reason });
  await done('POST', `/tasks/${first.task_id}/retry`);
  const again = await done('POST', `/tasks/${first.task_id}/start`, { agent_id: 'dev', session_id: 's' });
  await done('POST', `/tasks/${first.task_id}/complete`, {
    lease_token: again.lease_token,
    execution_log: 'Renewed the ledger certificate',
  });
  const given = await done('POST', '/tasks', { name: 'Prepare' });
  const second = await inHand({ name: 'Connect the archive to the ledger' });
  await done('POST', `/tasks/${second.task_id}/fail`, {
    lease_token: second.lease_token,
    reason: 'Handshake refused, the certificate has expired',
  });
  await done('POST', `/tasks/${second.task_id}/dependencies`, { depends_on: given.task_id });
  const handoff = { from_agent_id: 'dev', to_agent_id: 'architect', summary: 'The archive is half connected' };
  await done('POST', '/collaboration/handoffs', {
    ...handoff,
    task_id: second.task_id,
    open_questions: ['Which port?'],
  });
  const context = await done('GET', `/tasks/${second.task_id}/context?agent_id=dev`);
  expect(context.handoff).toMatchObject({
    summary: handoff.summary,
    open_questions: ['Which port?'],
    status: 'OFFERED',
  });
  expect(context.inputs).toMatchObject([{ task_id: given.task_id, name: 'Prepare', status: 'PENDING' }]);
  const resolved = context.similar_errors.find((one: any) => one.resolution?.task_id === first.task_id);
  expect(resolved.memory.content).toContain(reason);
  expect(resolved.resolution.execution_log).toBe('Renewed the ledger certificate');
  expect(context.memory_context.memories.length).toBeGreaterThan(0);
  const used = await done('GET', `/memory/${resolved.memory.id}`);
  expect(used.category).toBe('ERROR_PATTERNS');
  const own = context.similar_errors.filter((one: any) =>
    one.memory.links.some(({ id }: any) => id === second.task_id),
  );
  expect(own).toEqual([]);
  const same = await done('GET', `/tasks/${second.task_id}/context?agent_id=dev`);
  expect(same.similar_errors[0].memory.integration_id).toBe(context.similar_errors[0].memory.integration_id);
  const narrow = await done('GET', `/tasks/${second.task_id}/context?max_chars=1`);
  expect(narrow.memory_context.memories).toEqual([]);
  expect(narrow.handoff).toMatchObject({ summary: '', open_questions: [] });
  expect(narrow.cut).toBeGreaterThan(0);
});

test('a session leaves what was done in it to its agent alone', async () => {
  await done('POST', '/agents/activate', {
    agent_id: 'analyst',
    session_id: 'day',
    user_id: 'ada',
    context: { goal: 'map the warehouse' },
  });
  const { task_id } = await done('POST', '/tasks', { name: 'Count the shelves' });
  const { lease_token } = await done('POST', `/tasks/${task_id}/start`, { agent_id: 'analyst', session_id: 'day' });
  await done('POST', `/tasks/${task_id}/complete`, { lease_token });
  const run = await done('POST', '/workflows/start', {
    workflow_id: 'greenfield-fullstack',
    user_id: 'ada',
    session_id: 'day',
  });
  const stage = `/workflows/${run.key}/stages/analyst-project-brief-md`;
  await done('POST', `${stage}/start`, { agent_id: 'analyst', session_id: 'day' });
  await done('POST', `${stage}/complete`, {
    artifacts: [{ name: 'project-brief.md' }],
    notes: 'Ask the warehouse first',
  });
  await done('POST', '/agents/analyst/deactivate', { session_id: 'day' });
  const own = await done('GET', '/memory?agent_id=analyst&category=AGENT_CONTEXT');
  expect(own.items).toMatchObject([{ scope: 'AGENT', session_id: 'day' }]);
  expect(own.items[0].content).toContain(`stage completed: ${run.key} analyst-project-brief-md`);
  expect(own.items[0].content).toContain('task completed: T-');
  expect(own.items[0].content).toMatch(/^In the session 'day' with ada, about map the warehouse:/);
  expect(own.items[0].content).toContain('Count the shelves');
  expect(await learned('AGENT_CONTEXT')).toEqual([]);
});

test('a session in which nothing was done leaves nothing', async () => {
  await done('POST', '/agents/activate', { agent_id: 'po', session_id: 'idle', user_id: 'ada' });
  await done('POST', '/agents/po/deactivate', { session_id: 'idle' });
  expect((await done('GET', '/memory?agent_id=po&category=AGENT_CONTEXT')).items).toEqual([]);
});
