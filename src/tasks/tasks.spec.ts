import { ProjectsService } from '../access/projects.service';
import { Database } from '../database/database';
import { Epic } from '../epics/epic.entity';
import { Story } from '../stories/story.entity';
import { type Send, sender } from '../../test/support/send';
import { testServer, type TestServer } from '../../test/support/server';

let server: TestServer;
let db: Database;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
});
afterAll(() => server.app.close());

/** A project of its own, so that tests do not meet. */
async function freshProject(): Promise<{ send: Send; projectId: string }> {
  const key = `tasks-${++projects}`;
  const { id } = await server.app.get(ProjectsService).create(key, 'Test');
  return { send: sender(server, key), projectId: id };
}
const worker = { agent_id: 'dev', session_id: 's' };
const names = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name);

test('a task is created with all that is said of it, read, changed and emptied', async () => {
  const { send } = await freshProject();
  const said = {
    name: 'Write it',
    description: 'all of it',
    task_type: 'code',
    priority: 'high',
    agent_id: 'core:dev',
    workflow_id: 'greenfield-fullstack-1',
    estimated_hours: 3,
    template: 'implement-story',
    tags: ['a'],
  };
  const { status, body } = await send('POST', '/tasks', { ...said, due_at: '2030-01-31T17:00:00+02:00' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ ...said, priority: 'HIGH', task_id: 'T-1', status: 'PENDING', ready: true, version: 1 });
  expect(body).toMatchObject({ due_at: '2030-01-31T15:00:00.000Z', dependencies: [], waits_for: 0 });
  expect((await send('GET', `/tasks/${body.id}`)).body).toEqual(body);
  const change = { name: 'Rewrite it', description: null, agent_id: null, due_at: null, tags: [] };
  expect((await send('PATCH', '/tasks/T-1', change)).body).toMatchObject({ ...change, task_type: 'code', version: 2 });
  expect((await send('PATCH', '/tasks/T-1', { name: null, tags: null })).body).toMatchObject({
    name: 'Rewrite it',
    version: 2,
  });
  expect((await send('PATCH', '/tasks/T-1', { status: 'COMPLETED' })).status).toBe(400);
  expect((await send('POST', '/tasks', { name: 'x', agent_id: 'dve' })).body).toMatchObject({
    type: 'urn:bmad:problem:agent-not-found',
    suggestions: expect.arrayContaining(['dev']),
  });
  expect((await send('POST', '/tasks', { name: 'x', dependencies: ['T-11'] })).body.suggestions).toEqual(['T-1']);
  expect((await send('POST', '/tasks', { name: 'y' })).body.task_id).toBe('T-2');
});

test('a task of a story belongs to the epic that the story has by then', async () => {
  const { send, projectId } = await freshProject();
  const [one, two] = await db.insert(Epic, [
    { projectId, epicId: 'e-1', name: 'x' },
    { projectId, epicId: 'e-2', name: 'x' },
  ]);
  const [story] = await db.insert(Story, { projectId, storyId: '1.1', title: 'x', epicUuid: one });
  const made = await send('POST', '/tasks', { name: 'of the story', story_id: '1.1', epic_id: 'e-1' });
  await send('POST', '/tasks', { name: 'of the epic', epic_id: 'e-1' });
  expect(made.body).toMatchObject({ story_id: '1.1', epic_id: 'e-1' });
  expect(await send('POST', '/tasks', { name: 'x', story_id: '1.1', epic_id: 'e-2' })).toMatchObject({ status: 422 });
  expect(names((await send('GET', '/tasks?epic_id=e-1')).body)).toEqual(['of the story', 'of the epic']);
  expect(names((await send('GET', '/tasks/ready?epic_id=e-1')).body)).toEqual(['of the story', 'of the epic']);
  await db.of(Story).update({ id: story }, { epicUuid: two });
  expect((await send('GET', `/tasks/${made.body.id}`)).body.epic_id).toBe('e-2');
  expect(names((await send('GET', '/tasks?epic_id=e-2')).body)).toEqual(['of the story']);
  expect((await send('GET', '/epics/e-1/critical-path')).body).toMatchObject({ open_tasks: 1 });
  expect((await send('GET', '/epics/e-3/critical-path')).body.suggestions).toEqual(['e-1', 'e-2']);
});

test('a task moves between stories and epics, and each story counts it', async () => {
  const { send, projectId } = await freshProject();
  const [one] = await db.insert(Epic, [
    { projectId, epicId: 'e-1', name: 'x' },
    { projectId, epicId: 'e-2', name: 'x' },
  ]);
  await db.insert(Story, [
    { projectId, storyId: '1.1', title: 'x', epicUuid: one },
    { projectId, storyId: '1.2', title: 'x' },
    { projectId, storyId: '1.3', title: 'x', status: 'DONE' },
  ]);
  const revisions = async () => {
    const stories = await db.of(Story).find({ where: { projectId }, order: { id: 'ASC' } });
    return stories.map(({ revision }) => revision);
  };
  await send('POST', '/tasks', { name: 'x', epic_id: 'e-2' });
  const change = async (to: object) => (await send('PATCH', '/tasks/T-1', to)).body;
  const [first, second] = await revisions();
  expect(await change({ story_id: '1.1' })).toMatchObject({ story_id: '1.1', epic_id: 'e-1' });
  expect(await change({ story_id: '1.2' })).toMatchObject({ story_id: '1.2', epic_id: null });
  expect(await revisions()).toEqual([first + 2, second + 1, expect.any(Number)]);
  expect(await change({})).toMatchObject({ story_id: '1.2', version: 3 });
  expect(await change({ story_id: '1.1', epic_id: 'e-2' })).toMatchObject({ status: 422 });
  expect(await change({ story_id: '1.3' })).toMatchObject({ type: 'urn:bmad:problem:story-over' });
  expect(await change({ epic_id: 'e-1' })).toMatchObject({ status: 422 });
  expect(await revisions()).toEqual([first + 2, second + 1, expect.any(Number)]);
  expect(await change({ story_id: null, epic_id: 'e-1' })).toMatchObject({ story_id: null, epic_id: 'e-1' });
  expect(await change({ name: 'y' })).toMatchObject({ epic_id: 'e-1', name: 'y' });
  expect(await change({ epic_id: null })).toMatchObject({ epic_id: null });
  expect(await revisions()).toEqual([first + 2, second + 2, expect.any(Number)]);
  await send('PATCH', '/tasks/T-1', { story_id: '1.1' });
  const bulk = { operations: [{ op: 'update', id: 'T-1', story_id: '1.2' }] };
  expect((await send('POST', '/tasks/bulk', bulk)).body.results[0].task).toMatchObject({ story_id: '1.2' });
});

test('a task of a story that was cancelled can be cancelled, and nothing else', async () => {
  const { send, projectId } = await freshProject();
  const [story] = await db.insert(Story, { projectId, storyId: '1.1', title: 'x' });
  await send('POST', '/tasks', { name: 'x', story_id: '1.1' });
  await db.of(Story).update({ id: story }, { status: 'CANCELLED' });
  const { revision } = await db.of(Story).findOneByOrFail({ id: story });
  expect((await send('POST', '/tasks/T-1/block', { reason: 'x' })).body.type).toBe('urn:bmad:problem:story-over');
  expect((await send('POST', '/tasks/T-1/cancel', {})).body).toMatchObject({ status: 'CANCELLED' });
  expect((await send('POST', '/tasks/T-1/reopen', {})).body.type).toBe('urn:bmad:problem:story-over');
  expect(await db.of(Story).findOneByOrFail({ id: story })).toMatchObject({ revision });
});

test('lists are filtered and paged', async () => {
  const { send } = await freshProject();
  const add = (name: string, task: object = {}) => send('POST', '/tasks', { name, ...task });
  await add('one', { tags: ['red'], due_at: '2030-01-01', priority: 'LOW', workflow_id: 'greenfield-fullstack-12' });
  await add('two', { agent_id: 'dev', description: '100% Sure' });
  await add('three', { agent_id: 'pm', workflow_id: 'greenfield-fullstack', due_at: '2031-01-01' });
  await send('POST', '/tasks/T-3/cancel', {});
  const list = async (query: string) => names((await send('GET', `/tasks?${query}`)).body);
  expect(await list('')).toEqual(['one', 'two', 'three']);
  expect(await list('status=cancelled')).toEqual(['three']);
  expect(await list('priority=low')).toEqual(['one']);
  expect(await list('agent_id=core:dev')).toEqual(['two']);
  expect(await list('workflow_id=greenfield-fullstack')).toEqual(['one', 'three']);
  expect(await list('workflow_id=greenfield-fullstack-12')).toEqual(['one']);
  expect(await list('due_before=2030-06-01T00:00:00Z')).toEqual(['one']);
  expect(await list('tag=red')).toEqual(['one']);
  expect(await list('text=100%25%20sure')).toEqual(['two']);
  expect(await list('text=_')).toEqual([]);
  expect(names((await send('GET', '/agents/pm/tasks?status=CANCELLED')).body)).toEqual(['three']);
  const first = (await send('GET', '/tasks?limit=2')).body;
  expect(names((await send('GET', `/tasks?limit=2&after=${first.next}`)).body)).toEqual(['three']);
  expect((await send('GET', '/tasks?colour=red')).status).toBe(400);
});

test('the ready list has the order of claims, page after page, also while tasks are claimed', async () => {
  const { send } = await freshProject();
  const priorities = ['LOW', 'CRITICAL', 'MEDIUM', 'HIGH'];
  for (let n = 0; n < 12; n++) {
    const due_at = n % 3 ? `2030-01-${10 + n}` : undefined;
    const agent_id = n === 5 ? 'pm' : null;
    await send('POST', '/tasks', { name: `${n}`, priority: priorities[n % 4], due_at, agent_id });
  }
  await send('POST', '/tasks', { name: 'waits', priority: 'CRITICAL', dependencies: ['T-1'] });
  const all = names((await send('GET', '/tasks/ready?agent_id=dev')).body);
  const paged: string[] = [];
  for (let next = ''; next !== null;) {
    const { body } = await send('GET', `/tasks/ready?agent_id=dev&limit=3${next && `&after=${next}`}`);
    paged.push(...names(body));
    next = body.next;
  }
  expect(paged).toEqual(all);
  const claimed: string[] = [];
  for (let n = 0; n < 11; n++) claimed.push((await send('POST', '/tasks/claim', worker)).body.task.name);
  expect(claimed).toEqual(all);
  expect((await send('POST', '/tasks/claim', worker)).body).toEqual({
    task: null,
    lease_token: null,
    lease_expires_at: null,
  });
});

test('nobody but the claimer is told the lease token', async () => {
  const { send } = await freshProject();
  for (const name of ['one', 'two']) await send('POST', '/tasks', { name });
  const claim = (await send('POST', '/tasks/claim', worker)).body;
  const token = claim.lease_token;
  expect(token).toMatch(/^[0-9a-f-]{36}$/);
  expect(claim.lease_expires_at).toBe(claim.task.lease_expires_at);
  const start = (await send('POST', '/tasks/T-2/start', worker)).body;
  expect(start).toMatchObject({ task_id: 'T-2', status: 'IN_PROGRESS', lease_token: expect.any(String) });
  expect((await send('POST', '/tasks/T-1/start', { lease_token: token })).body.lease_token).toBe(token);
  const answers = [
    await send('GET', '/tasks'),
    await send('GET', '/tasks/T-1'),
    await send('GET', '/tasks/T-1/activity'),
    await send('GET', '/agents/dev/tasks'),
    await send('GET', '/agents/dev/activity'),
    await send('PATCH', '/tasks/T-1', { name: 'changed' }),
    await send('POST', '/tasks/T-1/complete', {}),
    await send('POST', '/tasks/T-1/start', worker),
    await send('POST', '/tasks/T-1/heartbeat', { lease_token: token, lease_seconds: 400 }),
    await send('POST', '/tasks/bulk', { operations: [{ op: 'update', id: 'T-1', name: 'again' }] }),
    await send('POST', '/tasks/T-1/complete', { lease_token: token }),
    await send('GET', '/tasks/T-1/activity'),
  ];
  expect(JSON.stringify([answers, claim.task])).not.toContain(token);
  expect(JSON.stringify(answers)).not.toContain('lease_token"');
});

test('tasks of another project are not found by any route', async () => {
  const [{ send }, { send: stranger }] = [await freshProject(), await freshProject()];
  const { id, task_id } = (await send('POST', '/tasks', { name: 'x' })).body;
  const own = (await stranger('POST', '/tasks', { name: 'own' })).body.id;
  const token = (await send('POST', `/tasks/${task_id}/start`, worker)).body.lease_token;
  const moves = ['complete', 'fail', 'submit', 'release', 'block', 'unblock', 'cancel', 'retry', 'reopen'];
  const requests: [string, string, object?][] = [
    ['GET', `/tasks/${id}`],
    ['PATCH', `/tasks/${id}`, { name: 'y' }],
    ['GET', `/tasks/${id}/activity`],
    ['GET', `/tasks/${id}/impact`],
    ['GET', `/tasks/${id}/dependencies`],
    ['POST', `/tasks/${id}/dependencies`, { depends_on: own }],
    ['POST', `/tasks/${own}/dependencies`, { depends_on: id }],
    ['DELETE', `/tasks/${own}/dependencies/${id}`],
    ['POST', `/tasks/${id}/start`, { lease_token: token }],
    ['POST', `/tasks/${id}/start`, worker],
    ['POST', `/tasks/${id}/heartbeat`, { lease_token: token }],
    ['POST', '/tasks', { name: 'x', dependencies: [id] }],
    ['POST', '/tasks/bulk', { operations: [{ op: 'cancel', id }] }],
    ...moves.map((move): [string, string, object] => ['POST', `/tasks/${id}/${move}`, {}]),
  ];
  const answered = [];
  for (const [method, path, body] of requests)
    answered.push([method, path, (await stranger(method, path, body)).status]);
  expect(answered).toEqual(requests.map(([method, path]) => [method, path, 404]));
  expect(names((await stranger('GET', '/tasks')).body)).toEqual(['own']);
  expect((await stranger('POST', '/tasks/claim', worker)).body.task.id).toBe(own);
  expect((await send('GET', `/tasks/${id}`)).body).toMatchObject({ status: 'IN_PROGRESS', version: 2 });
});

test('the history of a task tells every move with its actor and cause', async () => {
  const { send } = await freshProject();
  await send('POST', '/tasks', { name: 'x' });
  const { lease_token } = (await send('POST', '/tasks/claim', worker)).body;
  await send('POST', '/tasks/T-1/fail', { lease_token, reason: 'no compiler' });
  await send('POST', '/tasks/T-1/retry', {});
  const { items } = (await send('GET', '/tasks/T-1/activity')).body;
  expect((items as { type: string; actor: string }[]).map(({ type, actor }) => [type, actor])).toEqual(
    ['created', 'claimed', 'failed', 'retried'].map((what) => [`task.${what}`, 'anonymous']),
  );
  expect(items[2].data).toMatchObject({ from: 'IN_PROGRESS', to: 'FAILED', agent_id: 'dev', reason: 'no compiler' });
});
