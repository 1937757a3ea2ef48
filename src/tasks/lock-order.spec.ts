import { SchedulerRegistry } from '@nestjs/schedule';
import { Client } from 'pg';
import { cloneDatabase } from '../../test/support/database';
import { Locks, type RowName } from '../../test/support/locks';
import { testServer, type TestServer } from '../../test/support/server';
import { SessionsService } from '../agents/sessions.service';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { EpicsService } from '../epics/epics.service';
import { StoriesService } from '../stories/stories.service';
import { BulkService } from './bulk/bulk.service';
import { DependenciesService } from './graph/dependencies.service';
import { ClaimsService } from './leases/claims.service';
import { MovesService } from './moves/moves.service';
import { Task } from './task.entity';
import { TaskRows } from './task-rows.service';
import { TasksService } from './tasks.service';

let server: TestServer;
let db: Database;
let scope: Scope;
let locks: Locks;
const get = <T>(type: new (...parameters: never[]) => T): T => server.app.get(type);

/**
 * Without the indexes rows are found as they lie on the disk. There the first of two tasks comes last, so that only a
 * statement which asks for the order of the ids keeps to it.
 */
beforeAll(async () => {
  const url = await cloneDatabase();
  const admin = new Client(url);
  await admin.connect();
  for (const plan of ['enable_indexscan', 'enable_bitmapscan']) {
    await admin.query(`do $$ begin execute 'alter database ' || current_database() || ' set ${plan} = off'; end $$`);
  }
  await admin.end();
  server = await testServer({ url });
  const registry = server.app.get(SchedulerRegistry);
  for (const name of registry.getIntervals()) registry.deleteInterval(name);
  db = get(Database);
  scope = server.scope;
  locks = await Locks.open(url);
});
afterAll(async () => {
  await locks.close();
  await server.app.close();
});

let made = 0;
/** A story, an epic, and two tasks of one of them that a live session works on. */
async function scene(of: 'story' | 'epic') {
  const [storyId, epicId, sessionId] = [`s-${++made}`, `e-${made}`, `c-${made}`];
  const { story } = await get(StoriesService).create(scope, {
    storyId,
    title: 'x',
    gateRequired: false,
    acceptanceCriteria: [],
    definitionOfDone: [],
    dependencies: [],
  });
  const { epic } = await get(EpicsService).create(scope, { epicId, name: 'x', objectives: [], risks: [] });
  await get(SessionsService).activate(scope, { agent_id: 'dev', session_id: sessionId, user_id: 'ada' });
  const place = of === 'story' ? { storyId } : { epicId };
  const ids: string[] = [];
  for (let n = 0; n < 2; n++) ids.push((await get(TasksService).create(scope, { name: 'x', ...place })).task.id);
  const tokens: string[] = [];
  // The last to be written lies last.
  for (const id of [...ids].reverse()) {
    const { task } = await get(ClaimsService).start(scope, id, { agentId: 'dev', sessionId });
    tokens.unshift(task.leaseToken!);
  }
  const { sessionUuid } = await db.of(Task).findOneByOrFail({ id: ids[0] });
  const row = (table: string, id: string): RowName => ({ table, id });
  return {
    storyId,
    epicId,
    sessionId,
    ids,
    tokens,
    story: row('stories', story.id),
    epic: row('epics', epic.id),
    session: row('agent_sessions', sessionUuid!),
    tasks: ids.map((id) => row('tasks', id)),
  };
}
type Scene = Awaited<ReturnType<typeof scene>>;

/** Looks at each row that the work waits for: of what comes after it in the order nothing may be locked. */
async function keepsTo(
  make: () => Promise<Scene>,
  order: (scene: Scene) => RowName[],
  work: (scene: Scene) => () => Promise<unknown>,
) {
  const places = order(await make()).keys();
  for (const place of places) {
    const one = await make();
    const rows = order(one);
    expect(await locks.heldWhileWaiting(rows[place], work(one), rows.slice(place + 1))).toEqual([]);
  }
}

const all = ({ story, session, tasks }: Scene) => [story, session, ...tasks];
const backwards = ({ ids }: Scene) => [...ids].reverse();

test('the rows of tasks are locked after their stories and sessions, in the order of their ids', () =>
  keepsTo(
    () => scene('story'),
    all,
    (one) => () => db.transaction(() => get(TaskRows).lock(scope, backwards(one), true)),
  ));

test('where tasks may come back to an epic, it is locked before their sessions', () =>
  keepsTo(
    () => scene('epic'),
    ({ epic, session, tasks }) => [epic, session, ...tasks],
    (one) => () => db.transaction(() => get(TaskRows).lock(scope, backwards(one), true, true)),
  ));

test('a bulk locks all that it names at its beginning, in the same order', () =>
  keepsTo(
    () => scene('story'),
    all,
    ({ ids, tokens }) =>
      () =>
        get(BulkService).run(
          scope,
          [1, 0].map((n) => ({ op: 'complete', id: ids[n], details: { leaseToken: tokens[n] } })),
        ),
  ));

test('a bulk locks the epic of a new task before the tasks that it names', () =>
  keepsTo(
    () => scene('story'),
    ({ epic, tasks }) => [epic, ...tasks],
    (one) => () =>
      get(BulkService).run(scope, [
        ...backwards(one).map((id) => ({ op: 'update' as const, id, change: { name: 'y' }, expected: {} })),
        { op: 'create', task: { name: 'x', epicId: one.epicId } },
      ]),
  ));

test('a bulk locks the epic that tasks come back to before them', () =>
  keepsTo(
    async () => {
      const one = await scene('epic');
      for (const n of [1, 0])
        await get(MovesService).move(scope, one.ids[n], 'complete', { leaseToken: one.tokens[n] });
      return one;
    },
    ({ epic, tasks }) => [epic, ...tasks],
    (one) => () =>
      get(BulkService).run(
        scope,
        backwards(one).map((id) => ({ op: 'reopen' as const, id, details: {} })),
      ),
  ));

test('both ends of a dependency are locked after the story, in the order of their ids', () =>
  keepsTo(
    () => scene('story'),
    ({ story, tasks }) => [story, ...tasks],
    ({ ids: [first, second] }) =>
      () =>
        get(DependenciesService).add(scope, second, first),
  ));

test('a new task locks what it depends on in the order of the ids, after its story', () =>
  keepsTo(
    () => scene('story'),
    ({ story, tasks }) => [story, ...tasks],
    (one) => () => get(TasksService).create(scope, { name: 'x', storyId: one.storyId, dependencies: backwards(one) }),
  ));

test('a move locks the session before its task', () =>
  keepsTo(
    () => scene('epic'),
    ({ session, tasks }) => [session, tasks[0]],
    ({ ids, tokens }) =>
      () =>
        get(MovesService).move(scope, ids[0], 'complete', { leaseToken: tokens[0] }),
  ));

test('the end of a session gives its tasks back in the order of their ids', () =>
  keepsTo(
    () => scene('epic'),
    ({ session, tasks }) => [session, ...tasks],
    ({ sessionId }) =>
      () =>
        get(SessionsService).deactivate(scope, 'dev', sessionId),
  ));

test('the end of a task tells those that wait for it in the order of their ids', async () => {
  const waiting = async () => {
    const one = await scene('epic');
    const { task } = await get(TasksService).create(scope, { name: 'x' });
    for (const id of backwards(one)) await get(DependenciesService).add(scope, id, task.id);
    return { ...one, before: task.id };
  };
  const one = await waiting();
  const held = await locks.heldWhileWaiting(one.tasks[0], () => get(MovesService).move(scope, one.before, 'cancel'), [
    one.tasks[1],
  ]);
  expect(held).toEqual([]);
});
