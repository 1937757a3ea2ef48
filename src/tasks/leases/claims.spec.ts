import { setTimeout as sleep } from 'node:timers/promises';
import { ProjectsService } from '../../access/projects.service';
import { AgentSession } from '../../agents/agent-session.entity';
import { Roster } from '../../agents/roster.service';
import { SessionExpiry } from '../../agents/session-expiry.service';
import { SessionsService } from '../../agents/sessions.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Event } from '../../events/event.entity';
import { type Problem } from '../../problems/problem';
import { testServer, type TestServer } from '../../../test/support/server';
import { MovesService } from '../moves/moves.service';
import { Task } from '../task.entity';
import type { ShownTask } from '../task-rows.service';
import { type NewTask, TasksService } from '../tasks.service';
import { ClaimsService } from './claims.service';
import { LeaseExpiry } from './lease-expiry.service';
import { LeasesService } from './leases.service';

let server: TestServer;
let other: TestServer;
let db: Database;
let tasks: TasksService;
let claims: ClaimsService;
let moves: MovesService;
let leases: LeasesService;

beforeAll(async () => {
  server = await testServer();
  other = await testServer({ url: server.url });
  db = server.app.get(Database);
  tasks = server.app.get(TasksService);
  claims = server.app.get(ClaimsService);
  moves = server.app.get(MovesService);
  leases = server.app.get(LeasesService);
});
afterAll(async () => {
  await server.app.close();
  await other.app.close();
});

let projects = 0;
/** A project of its own, so that tests do not meet. */
async function freshScope(): Promise<Scope> {
  const { id } = await server.app.get(ProjectsService).create(`claims-${++projects}`, 'Test');
  return { projectId: id, by: 'test' };
}
const dev = (sessionId = 's', leaseSeconds?: number) => ({ agentId: 'dev', sessionId, leaseSeconds });
const make = async (scope: Scope, task: Partial<NewTask> = {}) =>
  (await tasks.create(scope, { name: 'x', ...task })).task;
const idOf = (shown?: ShownTask) => shown?.task.taskId;
const refusal = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: Problem) => error,
  );
const rowOf = (id: string) => db.of(Task).findOneByOrFail({ id });
const eventsOf = async (id: string) =>
  (await db.of(Event).find({ where: { subjectId: id }, order: { id: 'ASC' } })).map(({ type }) => type);

test('claims come in the order of priority, due date, age', async () => {
  const scope = await freshScope();
  const due = (day: number) => new Date(Date.UTC(2030, 0, day));
  const made = [
    await make(scope, { name: '5' }),
    await make(scope, { name: '7', priority: 'LOW', dueAt: due(1) }),
    await make(scope, { name: '4', dueAt: due(9) }),
    await make(scope, { name: '3', dueAt: due(2) }),
    await make(scope, { name: '6' }),
    await make(scope, { name: '2', priority: 'HIGH' }),
    await make(scope, { name: '1', priority: 'CRITICAL' }),
  ];
  const order: string[] = [];
  for (let n = 0; n < made.length; n++) order.push((await claims.claim(scope, dev(), {}))!.task.name);
  expect(order).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  expect(await claims.claim(scope, dev(), {})).toBeUndefined();
});

test('fifty claimers on 500 tasks: each task has one owner, none before what it waits for', async () => {
  const scope = await freshScope();
  const { projectId } = scope;
  await db.sql`
    insert into ${Task} (project_id, task_id, name, priority, waits_for, version)
    select ${projectId}::uuid, 'T-' || n, 'x', 'MEDIUM', (n <= 400)::int, 1 from generate_series(1, 500) n`;
  await db.sql`
    insert into bmad.task_dependencies (task_uuid, depends_on_uuid, project_id)
    select b.id, a.id, a.project_id from ${Task} b join ${Task} a on a.project_id = b.project_id
      and a.task_id = 'T-' || (substring(b.task_id from 3)::int + 100)
    where b.project_id = ${projectId} and b.waits_for = 1`;
  // The oldest wait for younger ones, so that by age alone they would come first.
  const owners = new Map<string, string[]>();
  const over = new Set<string>();
  const early: string[] = [];
  const claimer = async (n: number) => {
    for (let idle = 0; idle < 20;) {
      const taken = await claims.claim(scope, dev(`s-${n}`), {});
      if (!taken) {
        idle++;
        await sleep(10);
        continue;
      }
      const { taskId, leaseToken } = taken.task;
      owners.set(taskId, [...(owners.get(taskId) ?? []), `s-${n}`]);
      if (taken.dependencies.some((before) => !over.has(before))) early.push(taskId);
      over.add(taskId);
      await moves.move(scope, taskId, 'complete', { leaseToken: leaseToken! }).catch((error) => {
        over.delete(taskId);
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: 50 }, (_, n) => claimer(n)));
  expect(owners.size).toBe(500);
  expect([...owners.values()].filter((several) => several.length > 1)).toEqual([]);
  expect(early).toEqual([]);
  const log = await db.of(Event).find({ where: { projectId, type: 'task.claimed' } });
  expect(log).toHaveLength(500);
}, 60_000);

test('a claim shows only what is for the agent or for nobody, and fits the filters', async () => {
  const scope = await freshScope();
  await make(scope, { agentId: 'pm', priority: 'CRITICAL' });
  await make(scope, { priority: 'HIGH' });
  const tagged = await make(scope, { tags: ['a', 'b'], workflowKey: 'greenfield-fullstack-3' });
  const mine = await make(scope, { agentId: 'dev', priority: 'LOW' });
  expect(idOf(await claims.claim(scope, dev(), { tags: ['b'] }))).toBe(tagged.taskId);
  await moves.move(scope, tagged.id, 'release', { leaseToken: (await rowOf(tagged.id)).leaseToken! });
  expect(idOf(await claims.claim(scope, dev(), { workflowId: 'greenfield-fullstack' }))).toBe(tagged.taskId);
  expect(await claims.claim(scope, dev(), { workflowId: 'greenfield' })).toBeUndefined();
  expect(idOf(await claims.claim(scope, dev(), { priority: 'LOW' }))).toBe(mine.taskId);
  expect(await refusal(claims.claim(scope, { agentId: 'dv', sessionId: 's' }, {}))).toMatchObject({
    type: 'agent-not-found',
    extras: { suggestions: expect.arrayContaining(['dev']) },
  });
});

test('a worker that stops is replaced, and what it sends late changes nothing', async () => {
  const scope = await freshScope();
  const { id } = await make(scope);
  const first = (await claims.claim(scope, dev('one', 1), {}))!.task;
  expect(await claims.claim(scope, dev('two'), {})).toBeUndefined();
  const until = first.leaseExpiresAt!.getTime();
  while (Date.now() < until + 20) await sleep(10);
  // A claim that meets the sweeper at work on the task finds nothing; a worker asks again.
  let taken: ShownTask | undefined;
  while (!(taken = await claims.claim(scope, dev('two'), {})) && Date.now() < until + 1000) await sleep(10);
  expect(Date.now()).toBeLessThan(until + 1000);
  const second = taken!.task;
  expect(second).toMatchObject({ id, attempt: 2, claimedSession: 'two' });
  const before = await rowOf(id);
  const leaseToken = first.leaseToken!;
  for (const late of [
    moves.move(scope, id, 'complete', { leaseToken }),
    moves.move(scope, id, 'fail', { leaseToken }),
    moves.move(scope, id, 'submit', { leaseToken }),
    moves.move(scope, id, 'release', { leaseToken }),
    moves.move(scope, id, 'block', { leaseToken }),
    moves.move(scope, id, 'complete'),
    leases.extend(scope, id, leaseToken),
    leases.check(scope, id, leaseToken),
  ]) {
    expect(await refusal(late)).toMatchObject({
      type: 'lease-lost',
      status: 409,
      message: expect.stringContaining("is with 'dev' in the session 'two'"),
    });
  }
  expect(await rowOf(id)).toEqual(before);
  expect(await eventsOf(id)).toEqual(['task.created', 'task.claimed', 'task.lease_expired', 'task.claimed']);
});

test('a lease that has run out is refused although nobody has noticed yet', async () => {
  const scope = await freshScope();
  const { id } = await make(scope);
  const { leaseToken } = (await claims.claim(scope, dev(), {}))!.task;
  const token = { leaseToken: leaseToken! };
  await db.transaction(async () => {
    // As long as this transaction is open, the sweeper leaves the row alone.
    await db.sql`update ${Task} set lease_expires_at = clock_timestamp() where id = ${id}`;
    for (const name of ['complete', 'fail', 'submit', 'release', 'block'] as const) {
      expect(await refusal(moves.move(scope, id, name, token))).toMatchObject({
        type: 'lease-lost',
        message: expect.stringContaining('ran out'),
      });
    }
    expect(await refusal(leases.extend(scope, id, leaseToken!))).toMatchObject({ type: 'lease-lost' });
    expect(await rowOf(id)).toMatchObject({ status: 'IN_PROGRESS', leaseToken });
  });
});

test('the sweeper frees an expired task within a second, and its session has nothing to do', async () => {
  const scope = await freshScope();
  const { id } = await make(scope);
  const sessions = server.app.get(SessionsService);
  await sessions.activate(scope, { agent_id: 'dev', session_id: 's', user_id: 'ada' });
  const { leaseExpiresAt } = (await claims.claim(scope, dev('s', 1), {}))!.task;
  const status = async () => (await server.app.get(Roster).get(scope, 'dev')).status;
  expect(await status()).toBe('BUSY');
  while ((await rowOf(id)).status !== 'PENDING') {
    if (Date.now() > leaseExpiresAt!.getTime() + 1500) throw new Error('It was not freed in time.');
    await sleep(50);
  }
  expect(await status()).toBe('ACTIVE');
  expect((await rowOf(id)).actualHours).toBeGreaterThan(0.9 / 3600);
});

test('two servers end every overdue lease exactly once, and leave one that is being renewed alone', async () => {
  const scope = await freshScope();
  const { projectId } = scope;
  await db.sql`
    insert into ${Task} (project_id, task_id, name, status, lease_token, lease_expires_at, version)
    select ${projectId}::uuid, 'T-' || n, 'x', 'IN_PROGRESS', gen_random_uuid(), now() + interval '1 hour', 1
    from generate_series(1, 300) n`;
  const renewed = await db.of(Task).findOneByOrFail({ projectId, taskId: 'T-300' });
  await db.transaction(async () => {
    await leases.extend(scope, renewed.id, renewed.leaseToken!, 7200);
    await other.app.get(Database).sql`
      update ${Task} set lease_expires_at = now() - interval '1 second' where project_id = ${projectId} and task_id <> 'T-300'`;
    await Promise.all(Array.from({ length: 6 }, () => other.app.get(LeaseExpiry).expire(projectId)));
  });
  await Promise.all([server, other, server, other].map(({ app }) => app.get(LeaseExpiry).expire(projectId)));
  const log = await db.of(Event).findBy({ projectId, type: 'task.lease_expired' });
  expect(log).toHaveLength(299);
  expect(new Set(log.map(({ subjectId }) => subjectId)).size).toBe(299);
  expect(await rowOf(renewed.id)).toMatchObject({ status: 'IN_PROGRESS', leaseToken: renewed.leaseToken });
});

test('a session that ends, by itself or not, gives back what it holds in the same transaction', async () => {
  const scope = await freshScope();
  const sessions = server.app.get(SessionsService);
  const activate = (session_id: string) => sessions.activate(scope, { agent_id: 'dev', session_id, user_id: 'ada' });
  const [one, two] = [await make(scope), await make(scope)];
  await activate('ends');
  await activate('expires');
  const ended = (await claims.start(scope, one.id, dev('ends'))).task;
  await claims.start(scope, two.id, dev('expires'));
  await sessions.deactivate(scope, 'dev', 'ends');
  expect(await rowOf(one.id)).toMatchObject({ status: 'PENDING', leaseToken: null, sessionUuid: null });
  expect(await eventsOf(one.id)).toEqual(['task.created', 'task.claimed', 'task.released']);
  await db.sql`
    update ${AgentSession} set expires_at = now() - interval '1 second' where id = ${(await rowOf(two.id)).sessionUuid}`;
  await server.app.get(SessionExpiry).expire();
  expect(await rowOf(two.id)).toMatchObject({ status: 'PENDING', leaseToken: null });
  expect(await refusal(moves.move(scope, one.id, 'complete', { leaseToken: ended.leaseToken! }))).toMatchObject({
    type: 'lease-lost',
  });
});

test('start takes this very task by the same rules, and says why not', async () => {
  const scope = await freshScope();
  const first = await make(scope);
  const waiting = await make(scope, { dependencies: [first.taskId] });
  const forPm = await make(scope, { agentId: 'pm' });
  expect(await refusal(claims.start(scope, waiting.taskId, dev()))).toMatchObject({
    type: 'task-waits',
    message: expect.stringContaining(`${first.taskId} (PENDING)`),
  });
  expect(await refusal(claims.start(scope, forPm.id, dev()))).toMatchObject({
    type: 'task-for-another',
    extras: { allowed: ['pm'] },
  });
  const started = (await claims.start(scope, first.id, dev('one'))).task;
  expect(await refusal(claims.start(scope, first.id, dev('two')))).toMatchObject({
    type: 'task-taken',
    message: expect.stringContaining("'dev' in the session 'one'"),
  });
  expect((await leases.check(scope, first.id, started.leaseToken!)).task.version).toBe(started.version);
  await moves.move(scope, first.id, 'complete', { leaseToken: started.leaseToken! });
  expect(await refusal(claims.start(scope, first.id, dev()))).toMatchObject({ type: 'illegal-move' });
});

test('a heartbeat makes a lease longer, never shorter', async () => {
  const scope = await freshScope();
  const { id } = await make(scope);
  const { leaseToken, leaseExpiresAt } = (await claims.claim(scope, dev('s', 600), {}))!.task;
  expect((await leases.extend(scope, id, leaseToken!, 60)).task.leaseExpiresAt).toEqual(leaseExpiresAt);
  const later = (await leases.extend(scope, id, leaseToken!, 1200)).task.leaseExpiresAt!;
  expect(later.getTime() - leaseExpiresAt!.getTime()).toBeGreaterThan(590_000);
});

test('an agent that is held back takes up work in its live sessions only', async () => {
  const scope = await freshScope();
  await make(scope);
  await server.app.get(SessionsService).activate(scope, { agent_id: 'dev', session_id: 'live', user_id: 'ada' });
  await db.sql`update bmad.agents set hold = 'PAUSED' where project_id = ${scope.projectId} and agent_id = 'dev'`;
  expect(await refusal(claims.claim(scope, dev('dead'), {}))).toMatchObject({ type: 'agent-paused' });
  expect(await claims.claim(scope, dev('live'), {})).toBeDefined();
});
