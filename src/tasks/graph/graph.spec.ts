import { ProjectsService } from '../../access/projects.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Event } from '../../events/event.entity';
import { type Problem } from '../../problems/problem';
import { Story } from '../../stories/story.entity';
import { testServer, type TestServer } from '../../../test/support/server';
import { ClaimsService } from '../leases/claims.service';
import { MovesService } from '../moves/moves.service';
import { TaskDependency } from '../task-dependency.entity';
import { Task } from '../task.entity';
import { TasksService } from '../tasks.service';
import { CriticalPathService } from './critical-path.service';
import { DependenciesService } from './dependencies.service';
import { TaskGraph } from './task-graph.service';

let server: TestServer;
let db: Database;
let tasks: TasksService;
let claims: ClaimsService;
let moves: MovesService;
let dependencies: DependenciesService;
let graph: TaskGraph;

beforeAll(async () => {
  server = await testServer();
  const { app } = server;
  [db, tasks, claims] = [app.get(Database), app.get(TasksService), app.get(ClaimsService)];
  [moves, dependencies, graph] = [app.get(MovesService), app.get(DependenciesService), app.get(TaskGraph)];
});
afterAll(() => server.app.close());

let projects = 0;
/** A project of its own, so that tests do not meet. */
async function freshScope(): Promise<Scope> {
  const { id } = await server.app.get(ProjectsService).create(`graph-${++projects}`, 'Test');
  return { projectId: id, by: 'test' };
}
const make = async (scope: Scope, ...before: Task[]) =>
  (await tasks.create(scope, { name: 'x', dependencies: before.map(({ taskId }) => taskId) })).task;
const start = async (scope: Scope, { id }: Task) =>
  (await claims.start(scope, id, { agentId: 'dev', sessionId: 's' })).task.leaseToken!;
const finish = async (scope: Scope, task: Task) =>
  moves.move(scope, task.id, 'complete', { leaseToken: await start(scope, task) });
const rowOf = ({ id }: Task) => db.of(Task).findOneByOrFail({ id });
const refusal = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: Problem) => error,
  );

/** Every task whose counter is not what its dependencies say. */
const miscounted = ({ projectId }: Scope) => db.sql`
  select t.task_id, t.waits_for from ${Task} t where t.project_id = ${projectId} and t.waits_for <> (
    select count(*) from ${TaskDependency} e join ${Task} b on b.id = e.depends_on_uuid
    where e.task_uuid = t.id and b.status not in ('COMPLETED', 'CANCELLED'))`;

/** Tasks in a chain, each of which waits for the one before. */
async function chain({ projectId }: Scope, length: number): Promise<void> {
  await db.sql`
    insert into ${Task} (project_id, task_id, name, waits_for, version)
    select ${projectId}::uuid, 'T-' || n, 'x', least(n - 1, 1), 1 from generate_series(1, ${length}::int) n`;
  await db.sql`
    insert into ${TaskDependency} (task_uuid, depends_on_uuid, project_id)
    select b.id, a.id, a.project_id from ${Task} b join ${Task} a on a.project_id = b.project_id
      and a.task_id = 'T-' || (substring(b.task_id from 3)::int - 1) where b.project_id = ${projectId}`;
}

test('a closing edge is refused and the cycle named, in a chain of 5 000 by its ends', async () => {
  const scope = await freshScope();
  await chain(scope, 5000);
  const begun = performance.now();
  expect(await refusal(dependencies.add(scope, 'T-1', 'T-5000'))).toMatchObject({
    type: 'dependency-cycle',
    status: 409,
    extras: {
      errors: [{ message: 'would close the cycle T-1 → T-5000 → T-4999 → T-4998 → … 4994 more … → T-3 → T-2 → T-1' }],
    },
  });
  expect(performance.now() - begun).toBeLessThan(20_000);
  expect(await refusal(dependencies.add(scope, 'T-1', 'T-2'))).toMatchObject({
    extras: { errors: [{ message: 'would close the cycle T-1 → T-2 → T-1' }] },
  });
  expect(await refusal(dependencies.add(scope, 'T-1', 'T-1'))).toMatchObject({ status: 422 });
  expect(await dependencies.add(scope, 'T-5000', 'T-1')).toBeDefined();
  expect(await miscounted(scope)).toEqual([]);
});

test('the shortest of several cycles is named', async () => {
  const scope = await freshScope();
  const one = await make(scope);
  const two = await make(scope, one);
  const three = await make(scope, two);
  const four = await make(scope, one, three);
  expect(await refusal(dependencies.add(scope, one.id, four.id))).toMatchObject({
    message: expect.stringContaining(': T-1 → T-4 → T-1.'),
  });
});

test('two edges that are added at once cannot close a cycle together', async () => {
  const scope = await freshScope();
  for (let round = 0; round < 10; round++) {
    const one = await make(scope);
    const two = await make(scope, one);
    const three = await make(scope);
    const four = await make(scope, three);
    const added = await Promise.allSettled([
      dependencies.add(scope, one.id, four.id),
      dependencies.add(scope, three.id, two.id),
    ]);
    expect(added.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  }
  expect(await miscounted(scope)).toEqual([]);
});

test('dependencies that finish at the same instant free the dependant exactly once', async () => {
  const scope = await freshScope();
  for (let round = 0; round < 5; round++) {
    const before = await Promise.all(Array.from({ length: 20 }, () => make(scope)));
    const last = await make(scope, ...before);
    const tokens = await Promise.all(before.map((task) => start(scope, task)));
    expect(await refusal(claims.start(scope, last.id, { agentId: 'dev', sessionId: 's' }))).toMatchObject({
      type: 'task-waits',
    });
    await Promise.all(before.map(({ id }, n) => moves.move(scope, id, 'complete', { leaseToken: tokens[n] })));
    expect(await rowOf(last)).toMatchObject({ waitsFor: 0, status: 'PENDING' });
    expect(await db.of(Event).countBy({ subjectId: last.id, type: 'task.ready' })).toBe(1);
  }
});

test('an edge that is added while its end finishes is counted right', async () => {
  const scope = await freshScope();
  for (let round = 0; round < 20; round++) {
    const [one, two] = [await make(scope), await make(scope)];
    const leaseToken = await start(scope, one);
    await Promise.all([
      moves.move(scope, one.id, 'complete', { leaseToken }),
      dependencies.add(scope, two.id, one.id),
      make(scope, one),
    ]);
  }
  expect(await miscounted(scope)).toEqual([]);
  expect(await db.of(Task).countBy({ projectId: scope.projectId, status: 'PENDING', waitsFor: 1 })).toBe(0);
});

test('a reopened task is waited for again, unless the dependant was started; cancelling counts as over', async () => {
  const scope = await freshScope();
  const first = await make(scope);
  const [waiting, started] = [await make(scope, first), await make(scope, first)];
  await finish(scope, first);
  const leaseToken = await start(scope, started);
  await moves.move(scope, first.id, 'reopen');
  expect(await rowOf(waiting)).toMatchObject({ waitsFor: 1, status: 'PENDING' });
  expect(await rowOf(started)).toMatchObject({ waitsFor: 1, status: 'IN_PROGRESS' });
  await moves.move(scope, started.id, 'complete', { leaseToken });
  await moves.move(scope, first.id, 'cancel', { reason: 'not needed' });
  expect(await rowOf(waiting)).toMatchObject({ waitsFor: 0 });
  expect(await miscounted(scope)).toEqual([]);
});

test('dependencies are added once, removed, and refused to a task that is over', async () => {
  const scope = await freshScope();
  const [one, two, done] = [await make(scope), await make(scope), await make(scope)];
  await finish(scope, done);
  await dependencies.add(scope, two.id, one.id);
  await dependencies.add(scope, two.id, one.id);
  await dependencies.add(scope, two.id, done.id);
  expect(await rowOf(two)).toMatchObject({ waitsFor: 1 });
  await dependencies.remove(scope, two.id, one.id);
  expect(await rowOf(two)).toMatchObject({ waitsFor: 0 });
  for (const other of [one, two]) {
    const refused = await refusal(dependencies.remove(scope, two.id, other.id));
    expect(refused).toMatchObject({ type: 'dependency-not-found' });
  }
  expect(await refusal(dependencies.add(scope, done.id, one.id))).toMatchObject({ type: 'task-over' });
});

test('a dependency is a change of the story, but not one that is there already', async () => {
  const scope = await freshScope();
  const [storyUuid] = await db.insert(Story, { projectId: scope.projectId, storyId: 's', title: 'x' });
  const one = await make(scope);
  const { task: two } = await tasks.create(scope, { name: 'x', storyId: 's' });
  const revision = async () => (await db.of(Story).findOneByOrFail({ id: storyUuid })).revision;
  const begin = await revision();
  await dependencies.add(scope, two.id, one.id);
  expect(await revision()).toBe(begin + 1);
  await dependencies.add(scope, two.id, one.id);
  expect(await revision()).toBe(begin + 1);
  await dependencies.remove(scope, two.id, one.id);
  expect(await revision()).toBe(begin + 2);
  await db.of(Story).update({ id: storyUuid }, { status: 'CANCELLED' });
  expect(await refusal(dependencies.add(scope, two.id, one.id))).toMatchObject({ type: 'story-over' });
});

test('impact: what becomes ready at once, and all that waits', async () => {
  const scope = await freshScope();
  const [one, other] = [await make(scope), await make(scope)];
  const [free, both] = [await make(scope, one), await make(scope, one, other)];
  const far = await make(scope, free, both);
  const { atOnce, transitively, total } = await graph.impact(one.id);
  expect(atOnce.map(({ taskId }) => taskId)).toEqual([free.taskId]);
  expect(transitively.map(({ taskId }) => taskId)).toEqual([free, both, far].map(({ taskId }) => taskId));
  expect(total).toBe(3);
  await finish(scope, one);
  expect(await graph.impact(one.id)).toEqual({ atOnce: [], transitively: [], total: 0 });
});

test('the critical path of a workflow goes through its open tasks', async () => {
  const scope = await freshScope();
  const workflowKey = 'greenfield-fullstack-1';
  const add = async (estimatedHours: number | undefined, ...before: Task[]) =>
    (
      await tasks.create(scope, {
        name: 'x',
        workflowKey,
        estimatedHours,
        dependencies: before.map(({ taskId }) => taskId),
      })
    ).task;
  const done = await add(100);
  await finish(scope, done);
  const one = await add(2, done);
  const two = await add(3, one);
  await add(4);
  await add(undefined, one);
  const path = await server.app.get(CriticalPathService).ofWorkflow(scope, 'greenfield-fullstack');
  expect(path).toMatchObject({ hours: 5, openTasks: 4, withoutEstimate: 1 });
  expect(path.tasks.map(({ taskId }) => taskId)).toEqual([one.taskId, two.taskId]);
});
