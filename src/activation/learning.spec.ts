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
const about = async (category: string, id: string) =>
  (await learned(category)).filter(({ links }) => links.some((link: { id: string }) => link.id === id));

/** A task that dev has in hand. */
async function inHand(task: object, session_id = 's') {
  const { task_id } = await done('POST', '/tasks', task);
  const { lease_token } = await done('POST', `/tasks/${task_id}/start`, { agent_id: 'dev', session_id });
  return { task_id: task_id as string, lease_token: lease_token as string };
}

test('a task leaves what its worker says of it, and nothing when nothing is said', async () => {
  const silent = await inHand({ name: 'Say nothing' });
  await done('POST', `/tasks/${silent.task_id}/complete`, { lease_token: silent.lease_token, quality_score: 90 });
  expect(await about('TASK_COMPLETION', silent.task_id)).toEqual([]);
  const { task_id, lease_token } = await inHand({ name: 'Write the importer', task_type: 'code', tags: ['csv'] });
  const key = `AKIA${'IOSFODNN7EXAMPLE'}`;
  await done('POST', `/tasks/${task_id}/complete`, {
    ...{ lease_token, execution_log: `Streamed the rows, key ${key}`, output_files: ['src/import.ts'] },
    output_data: { rows_per_second: 1200 },
  });
  const [memory, ...others] = await about('TASK_COMPLETION', task_id);
  expect(others).toEqual([]);
  expect(memory).toMatchObject({ agent_id: 'dev', session_id: 's', tags: ['csv', 'code'] });
  expect(memory.content).toMatch(
    /^Done: Write the importer \(code\)\. Streamed the rows, key .*masked.*Files: src\/import\.ts\.$/,
  );
  expect(memory.content).toContain('rows per second: 1200');
  expect(memory.content).not.toContain(key);
});

test('a failure is remembered, and shown with what resolved it to whoever fails alike', async () => {
  const first = await inHand({ name: 'Connect the ledger' });
  const reason = 'The ledger certificate expired, so the handshake was refused';
  await done('POST', `/tasks/${first.task_id}/fail`, { lease_token: first.lease_token, reason });
  await done('POST', `/tasks/${first.task_id}/retry`);
  const again = await done('POST', `/tasks/${first.task_id}/start`, { agent_id: 'dev', session_id: 's' });
  await done('POST', `/tasks/${first.task_id}/complete`, {
    ...{ lease_token: again.lease_token, execution_log: 'Renewed the ledger certificate' },
  });
  const given = await done('POST', '/tasks', { name: 'Prepare' });
  const second = await inHand({ name: 'Connect the archive to the ledger' });
  await done('POST', `/tasks/${second.task_id}/fail`, {
    ...{ lease_token: second.lease_token, reason: 'Handshake refused, the certificate has expired' },
  });
  await done('POST', `/tasks/${second.task_id}/dependencies`, { depends_on: given.task_id });
  const context = await done('GET', `/tasks/${second.task_id}/context?agent_id=dev`);
  expect(context.inputs).toMatchObject([{ task_id: given.task_id, name: 'Prepare', status: 'PENDING' }]);
  const resolved = context.similar_errors.find((one: any) => one.resolution?.task_id === first.task_id);
  expect(resolved.memory.content).toContain(reason);
  expect(resolved.resolution.execution_log).toBe('Renewed the ledger certificate');
  expect(context.memory_context.memories.length).toBeGreaterThan(0);
  const used = await done('GET', `/memory/${resolved.memory.id}`);
  expect(used.category).toBe('ERROR_PATTERNS');
  const narrow = await done('GET', `/tasks/${second.task_id}/context?max_chars=1`);
  expect(narrow.memory_context.memories).toEqual([]);
});

test('a verdict is remembered, and advises whoever judges a story like it', async () => {
  const story = { acceptance_criteria: ['The card number is masked in the log'] };
  await done('POST', '/stories', { story_id: '7.1', title: 'Pay by card', ...story });
  await done('POST', '/stories/7.1/gates', {
    ...{ gate: 'FAIL', status_reason: 'The card number is in the log', reviewer: 'qa' },
    top_issues: [{ id: 'S-1', severity: 'HIGH', finding: 'Card numbers reach the log', suggested_action: 'Mask them' }],
  });
  await done('POST', '/stories', { story_id: '7.2', title: 'Pay by card again', ...story });
  const advice = await done('GET', '/stories/7.2/gates/advice');
  expect(advice.memories[0].content).toContain('HIGH: Card numbers reach the log → Mask them.');
  expect(advice.memories[0]).toMatchObject({ category: 'QUALITY_INSIGHTS', agent_id: 'qa' });
});

test('the answer to a handoff is remembered', async () => {
  const handoff = { from_agent_id: 'pm', to_agent_id: 'dev', summary: 'The checkout is planned' };
  const { id } = await done('POST', '/collaboration/handoffs', handoff);
  await done('POST', `/collaboration/handoffs/${id}/accept`, { agent_id: 'dev' });
  expect(await learned('COLLABORATION')).toEqual([]);
  await done('POST', `/collaboration/handoffs/${id}/complete`, {
    agent_id: 'dev',
    quality: 40,
    feedback: 'No error cases',
  });
  const [memory] = await learned('COLLABORATION');
  expect(memory.content).toBe(
    'Handoff from pm to dev completed: The checkout is planned. Rated 40 of 100. No error cases.',
  );
});

test('a stage leaves what it made, and a session what was done in it, to its agent alone', async () => {
  await done('POST', '/agents/activate', { agent_id: 'analyst', session_id: 'day', user_id: 'ada' });
  const run = await done('POST', '/workflows/start', {
    ...{ workflow_id: 'greenfield-fullstack', user_id: 'ada', session_id: 'day' },
  });
  const stage = `/workflows/${run.key}/stages/analyst-project-brief-md`;
  await done('POST', `${stage}/start`, { agent_id: 'analyst', session_id: 'day' });
  await done('POST', `${stage}/complete`, {
    artifacts: [{ name: 'project-brief.md' }],
    notes: 'Ask the warehouse first',
  });
  const [memory] = await learned('WORKFLOW_PATTERNS');
  expect(memory.content).toContain('Ask the warehouse first. Made: project-brief.md.');
  await done('POST', '/agents/analyst/deactivate', { session_id: 'day' });
  const own = await done('GET', '/memory?agent_id=analyst&category=AGENT_CONTEXT');
  expect(own.items).toMatchObject([{ scope: 'AGENT', session_id: 'day' }]);
  expect(own.items[0].content).toContain(`stage completed: ${run.key} analyst-project-brief-md`);
  expect(await learned('AGENT_CONTEXT')).toEqual([]);
});

test('a session in which nothing was done leaves nothing', async () => {
  await done('POST', '/agents/activate', { agent_id: 'po', session_id: 'idle', user_id: 'ada' });
  await done('POST', '/agents/po/deactivate', { session_id: 'idle' });
  expect((await done('GET', '/memory?agent_id=po&category=AGENT_CONTEXT')).items).toEqual([]);
});
