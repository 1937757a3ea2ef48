import { ProjectsService } from '../../access/projects.service';
import { Database } from '../../database/database';
import type { ProblemView } from '../../problems/problem.dto';
import { Story } from '../../stories/story.entity';
import { type Send, sender } from '../../../test/support/send';
import { testServer, type TestServer } from '../../../test/support/server';
import { TaskDependency } from '../task-dependency.entity';
import { Task } from '../task.entity';
import type { BulkView } from './bulk.dto';

let server: TestServer;
let send: Send;
let db: Database;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  await server.app.get(ProjectsService).create('bulk', 'Test');
  send = sender(server, 'bulk');
});
afterAll(() => server.app.close());

const worker = { agent_id: 'dev', session_id: 's' };
const make = async (task: object = {}) => (await send('POST', '/tasks', { name: 'x', ...task })).body;
const started = async (task: object = {}) =>
  (await send('POST', `/tasks/${(await make(task)).task_id}/start`, worker)).body;
const bulk = (...operations: object[]) => send('POST', '/tasks/bulk', { operations });
const statusOf = async ({ id }: { id: string }) => (await db.of(Task).findOneByOrFail({ id })).status;
const count = () => db.of(Task).count();
async function storyInWork(storyId: string): Promise<string> {
  const projectId = await server.app.get(ProjectsService).idOf('bulk');
  await db.insert(Story, { projectId, storyId, title: 'x', status: 'IN_PROGRESS' });
  return storyId;
}

test('operations are carried out in their order, and each is answered', async () => {
  const one = await started();
  const two = await make({ dependencies: [one.task_id] });
  const { status, body } = await bulk(
    { op: 'create', name: 'new', dependencies: [one.task_id] },
    { op: 'complete', id: one.task_id, lease_token: one.lease_token, quality_score: 70 },
    { op: 'update', id: two.id, name: 'renamed', if_status: 'pending' },
    { op: 'block', id: two.task_id, reason: 'no key' },
    { op: 'UNBLOCK', id: two.task_id },
  );
  expect(status).toBe(200);
  const seen = (body as BulkView).results.map(({ op, task }) => [op, task.name, task.status, task.waits_for]);
  expect(seen).toEqual([
    ['create', 'new', 'PENDING', 1],
    ['complete', 'x', 'COMPLETED', 0],
    ['update', 'renamed', 'PENDING', 0],
    ['block', 'renamed', 'BLOCKED', 0],
    ['unblock', 'renamed', 'PENDING', 0],
  ]);
  expect(body.results[1].task.quality_score).toBe(70);
});

test('one refusal undoes all, and names its operation', async () => {
  const [one, two, three] = [await started(), await started(), await make()];
  const before = await count();
  const { status, body } = await bulk(
    { op: 'create', name: 'new' },
    { op: 'complete', id: one.task_id, lease_token: one.lease_token },
    { op: 'complete', id: two.task_id, lease_token: one.lease_token },
    { op: 'cancel', id: three.task_id },
  );
  expect(status).toBe(409);
  expect(body).toMatchObject({
    type: 'urn:bmad:problem:lease-lost',
    errors: [{ field: 'operations.2' }],
    detail: expect.stringMatching(new RegExp(`^Operation 2 \\(complete ${two.task_id}\\)`)),
  });
  expect(await count()).toBe(before);
  expect([await statusOf(one), await statusOf(two), await statusOf(three)]).toEqual([
    'IN_PROGRESS',
    'IN_PROGRESS',
    'PENDING',
  ]);
});

test.each([
  [412, 'precondition-failed', { op: 'cancel', if_version: 7 }],
  [412, 'precondition-failed', { op: 'update', name: 'y', if_status: 'BLOCKED' }],
  [409, 'lease-lost', { op: 'fail' }],
  [409, 'lease-lost', { op: 'release', lease_token: '00000000-0000-4000-8000-000000000000' }],
  [409, 'illegal-move', { op: 'retry' }],
])('each operation keeps its own precondition: %s %s', async (status, type, operation) => {
  const [one, two] = [await started(), await make()];
  const refused = await bulk({ op: 'cancel', id: two.id }, { ...operation, id: one.task_id });
  expect(refused).toMatchObject({ status, body: { type: `urn:bmad:problem:${type}` } });
  expect(refused.body.errors[0].field).toBe('operations.1');
  expect(await statusOf(two)).toBe('PENDING');
});

test('there is no way round a story that is over, and a story is touched with its tasks', async () => {
  const story_id = await storyInWork('b-1');
  const [one, two] = [await make({ story_id }), await make({ story_id })];
  const { revision, projectId } = await db.of(Story).findOneByOrFail({ storyId: 'b-1' });
  await bulk({ op: 'cancel', id: one.id }, { op: 'cancel', id: two.id });
  expect((await db.of(Story).findOneByOrFail({ projectId, storyId: 'b-1' })).revision).toBeGreaterThan(revision);
  await db.of(Story).update({ projectId, storyId: 'b-1' }, { status: 'DONE' });
  expect(await bulk({ op: 'reopen', id: one.id })).toMatchObject({
    status: 409,
    body: { type: 'urn:bmad:problem:story-over' },
  });
  expect(await bulk({ op: 'create', name: 'x', story_id: 'b-1' })).toMatchObject({ status: 409 });
});

test('of several that are refused the first is named, whatever stands against each', async () => {
  const [running, over, ready] = [await started(), await make({ story_id: await storyInWork('b-2') }), await make()];
  await db.of(Story).update({ storyId: 'b-2' }, { status: 'CANCELLED' });
  const fault: Record<string, object> = {
    'lease-lost': { op: 'block', id: running.id },
    'story-over': { op: 'block', id: over.id },
    'precondition-failed': { op: 'block', id: ready.id, if_version: 7 },
  };
  const fine = { op: 'block', id: (await make()).id };
  const types = Object.keys(fault);
  for (const first of types) {
    for (const second of types.filter((type) => type !== first)) {
      const { body } = await bulk(fine, fault[first], fault[second]);
      expect([body.type, body.errors[0].field]).toEqual([`urn:bmad:problem:${first}`, 'operations.1']);
    }
  }
});

test('tasks that depend on each other are closed together, and counted right', async () => {
  const one = await started();
  const two = await started();
  const three = await make({ dependencies: [one.task_id, two.task_id] });
  const { project_id } = (await db.sql<{ project_id: string }>`select project_id from ${Task} where id = ${one.id}`)[0];
  const miscounted = () => db.sql`
    select t.task_id from ${Task} t where t.project_id = ${project_id} and t.waits_for <> (
      select count(*) from ${TaskDependency} e join ${Task} b on b.id = e.depends_on_uuid
      where e.task_uuid = t.id and b.status not in ('COMPLETED', 'CANCELLED'))`;
  // Started before its dependency was there.
  await send('POST', `/tasks/${two.task_id}/dependencies`, { depends_on: one.task_id });
  const close = ({ task_id, lease_token }: { task_id: string; lease_token: string }) => ({
    op: 'complete',
    id: task_id,
    lease_token,
  });
  expect((await bulk(close(two), close(one))).status).toBe(200);
  expect(await miscounted()).toEqual([]);
  expect((await send('GET', `/tasks/${three.task_id}`)).body).toMatchObject({ waits_for: 0, ready: true });
  expect((await bulk({ op: 'reopen', id: one.id }, { op: 'reopen', id: two.id })).status).toBe(200);
  expect(await miscounted()).toEqual([]);
});

test('what is not an operation is refused by its place', async () => {
  const { status, body } = await bulk({ op: 'explode', id: 'T-1' }, { op: 'complete', id: 'T-1', name: 'x' });
  expect(status).toBe(400);
  expect((body as ProblemView).errors?.map(({ field }) => field)).toEqual(['operations.0.op', 'operations.1.name']);
  for (const strange of [null as never, [{ op: 'create', name: 'x' }]]) {
    const refused = await bulk({ op: 'create', name: 'x' }, strange);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ message: 'operations.1 must be an object' }] } });
  }
  expect((await bulk()).status).toBe(400);
  expect((await bulk(...Array.from({ length: 1001 }, () => ({ op: 'create', name: 'x' })))).status).toBe(400);
});

test('a thousand operations at once, from several clients that mix up the order', async () => {
  const tasks = (await bulk(...Array.from({ length: 300 }, () => ({ op: 'create', name: 'x' })))).body.results;
  const ids = (tasks as BulkView['results']).map(({ task }) => task.task_id);
  const answers = await Promise.all([
    bulk(...ids.map((id: string) => ({ op: 'update', id, name: 'a' }))),
    bulk(...[...ids].reverse().map((id: string) => ({ op: 'update', id, name: 'b' }))),
    bulk(...ids.map((id: string) => ({ op: 'cancel', id }))),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
}, 60_000);
