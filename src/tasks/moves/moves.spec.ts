import { ProjectsService } from '../../access/projects.service';
import { ActivitiesService } from '../../agents/activities.service';
import { Roster } from '../../agents/roster.service';
import { SessionsService } from '../../agents/sessions.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { type Problem } from '../../problems/problem';
import { Story } from '../../stories/story.entity';
import { StoryGuards } from '../../stories/story-guards';
import type { StoryStatus } from '../../stories/story.flow';
import { testServer, type TestServer } from '../../../test/support/server';
import { ClaimsService } from '../leases/claims.service';
import { Task } from '../task.entity';
import { taskFlow, type TaskStatus, taskStatuses } from '../task.flow';
import { type MoveName, moveNames, taskMoves } from '../task.moves';
import { type NewTask, TasksService } from '../tasks.service';
import { MovesService } from './moves.service';

let server: TestServer;
let db: Database;
let tasks: TasksService;
let claims: ClaimsService;
let moves: MovesService;

beforeAll(async () => {
  server = await testServer();
  const { app } = server;
  [db, tasks, claims, moves] = [
    app.get(Database),
    app.get(TasksService),
    app.get(ClaimsService),
    app.get(MovesService),
  ];
});
afterAll(() => server.app.close());

let projects = 0;
/** A project of its own, so that tests do not meet. */
async function freshScope(): Promise<Scope> {
  const { id } = await server.app.get(ProjectsService).create(`moves-${++projects}`, 'Test');
  return { projectId: id, by: 'test' };
}
const dev = { agentId: 'dev', sessionId: 's' };
const make = async (scope: Scope, task: Partial<NewTask> = {}) =>
  (await tasks.create(scope, { name: 'x', ...task })).task;
const refusal = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: Problem) => error,
  );
async function story(scope: Scope, status: StoryStatus = 'IN_PROGRESS'): Promise<Story> {
  const storyId = `s-${++projects}`;
  const [id] = await db.insert(Story, { projectId: scope.projectId, storyId, title: 'x', status });
  return db.of(Story).findOneByOrFail({ id });
}
const revisionOf = async ({ id }: Story) => (await db.of(Story).findOneByOrFail({ id })).revision;

test('every named move is one of the flow', () => {
  const strange = moveNames.flatMap((name) =>
    taskMoves[name].from
      .filter((from) => !taskFlow.next(from).includes(taskMoves[name].to))
      .map((from) => [name, from]),
  );
  expect(strange).toEqual([]);
});

/** Brings a task into a state by moves alone. */
async function taskIn(scope: Scope, status: TaskStatus): Promise<{ task: Task; leaseToken?: string }> {
  const task = await make(scope);
  if (status === 'PENDING') return { task };
  if (status === 'BLOCKED' || status === 'CANCELLED') {
    await moves.move(scope, task.id, status === 'BLOCKED' ? 'block' : 'cancel');
    return { task };
  }
  const leaseToken = (await claims.start(scope, task.id, dev)).task.leaseToken!;
  if (status === 'IN_PROGRESS') return { task, leaseToken };
  const by = { REVIEW: 'submit', COMPLETED: 'complete', FAILED: 'fail' } as const;
  await moves.move(scope, task.id, by[status], { leaseToken });
  return { task };
}

test.each(taskStatuses.flatMap((from) => moveNames.map((name): [TaskStatus, MoveName] => [from, name])))(
  'from %s by %s',
  async (from, name) => {
    const { scope } = server;
    const { task, leaseToken } = await taskIn(scope, from);
    const attempt = moves.move(scope, task.id, name, taskMoves[name].fenced ? { leaseToken } : {});
    if (taskMoves[name].from.includes(from)) {
      expect((await attempt).task).toMatchObject({
        status: taskMoves[name].to,
        leaseToken: null,
        leaseExpiresAt: null,
      });
    } else {
      const { type, extras } = await refusal(attempt);
      expect(type).toBe(from === 'IN_PROGRESS' || !leaseToken ? 'illegal-move' : 'lease-lost');
      expect(extras.allowed).toEqual(taskFlow.next(from));
      expect(await db.of(Task).findOneByOrFail({ id: task.id })).toMatchObject({ status: from });
    }
  },
);

test('completion keeps all that came out of it, counts the hours, and stands in the log of the agent', async () => {
  const scope = await freshScope();
  await server.app.get(SessionsService).activate(scope, { agent_id: 'dev', session_id: 's', user_id: 'ada' });
  const { id } = await make(scope);
  const { leaseToken } = (await claims.claim(scope, dev, {}))!.task;
  await db.sql`update ${Task} set started_at = now() - interval '90 minutes' where id = ${id}`;
  const submitted = await moves.move(scope, id, 'submit', { leaseToken: leaseToken!, outputFiles: ['a.ts'] });
  expect(submitted.task.actualHours).toBeCloseTo(1.5, 2);
  const said = { outputData: { tests: 3 }, executionLog: 'did it', validationNotes: 'fine', qualityScore: 88 };
  const { task } = await moves.move(scope, id, 'complete', said);
  expect(task).toMatchObject({ ...said, outputFiles: ['a.ts'], status: 'COMPLETED', sessionUuid: null });
  expect(task.actualHours).toBeCloseTo(1.5, 2);
  expect(task.endedAt).not.toBeNull();
  const agent = await server.app.get(Roster).get(scope, 'dev');
  expect(agent.status).toBe('ACTIVE');
  const { items } = await server.app.get(ActivitiesService).about(scope, agent.id, {});
  expect(items.map(({ activityType, success }) => [activityType, success])).toEqual([
    ['ACTIVATED', true],
    ['TASK_CLAIMED', true],
    ['TASK_SUBMITTED', true],
    ['TASK_COMPLETED', true],
  ]);
  const second = await make(scope);
  const token = (await claims.claim(scope, dev, {}))!.task.leaseToken!;
  expect((await moves.move(scope, second.id, 'complete', { leaseToken: token, actualHours: 7 })).task.actualHours).toBe(
    7,
  );
});

test('what is a change of the story counts as one; claims, heartbeats and releases are none', async () => {
  const scope = await freshScope();
  const parent = await story(scope);
  const { id } = await make(scope, { storyId: parent.storyId });
  let revision = 2;
  const changes = async (by: number) => expect(await revisionOf(parent)).toBe((revision += by));
  await changes(0);
  await tasks.change(scope, id, { name: 'y' });
  await changes(1);
  const take = async () => (await claims.start(scope, id, dev)).task.leaseToken!;
  await moves.move(scope, id, 'release', { leaseToken: await take() });
  const leaseToken = await take();
  await changes(0);
  for (const name of ['fail', 'retry', 'block', 'unblock', 'cancel', 'reopen'] as const) {
    await moves.move(scope, id, name, name === 'fail' ? { leaseToken } : {});
    await changes(1);
  }
  await moves.move(scope, id, 'complete', { leaseToken: await take() });
  await changes(1);
  expect(await refusal(moves.move(scope, id, 'complete'))).toMatchObject({ type: 'illegal-move' });
  await changes(0);
});

test('of a story that is over no task is made, changed, claimed or reopened', async () => {
  const scope = await freshScope();
  const parent = await story(scope);
  const open = await make(scope, { storyId: parent.storyId });
  const done = await make(scope, { storyId: parent.id });
  const { leaseToken } = (await claims.start(scope, done.id, dev)).task;
  await moves.move(scope, done.id, 'complete', { leaseToken: leaseToken! });
  await db.of(Story).update({ id: parent.id }, { status: 'CANCELLED' });
  for (const refused of [
    make(scope, { storyId: parent.storyId }),
    tasks.change(scope, open.id, { name: 'y' }),
    moves.move(scope, done.id, 'reopen'),
    moves.move(scope, open.id, 'block'),
    claims.start(scope, open.id, dev),
  ]) {
    expect(await refusal(refused)).toMatchObject({ type: 'story-over', status: 409 });
  }
  expect(await claims.claim(scope, dev, {})).toBeUndefined();
});

test('an open task stands in the way of its story, by name', async () => {
  const scope = await freshScope();
  const parent = await story(scope, 'REVIEW');
  const guards = server.app.get(StoryGuards);
  const clauses = async () =>
    (await guards.standing(scope, parent)).filter(({ field }) => field === 'tasks').map(({ message }) => message);
  const one = await make(scope, { storyId: parent.storyId });
  const two = await make(scope, { storyId: parent.storyId });
  await moves.move(scope, two.id, 'block');
  expect(await clauses()).toEqual([`the task ${one.taskId} is PENDING`, `the task ${two.taskId} is BLOCKED`]);
  await moves.move(scope, one.id, 'cancel');
  await moves.move(scope, two.id, 'cancel');
  expect(await clauses()).toEqual([]);
});

test('of many that complete a task at once, one does', async () => {
  const scope = await freshScope();
  const { id } = await make(scope);
  const leaseToken = (await claims.start(scope, id, dev)).task.leaseToken!;
  const ends = await Promise.allSettled(
    Array.from({ length: 10 }, () => moves.move(scope, id, 'complete', { leaseToken })),
  );
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await db.of(Task).findOneByOrFail({ id })).toMatchObject({ version: 3 });
});
