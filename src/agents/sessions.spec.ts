import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProjectsService } from '../access/projects.service';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Event } from '../events/event.entity';
import { Problem } from '../problems/problem';
import { testServer, type TestServer } from '../../test/support/server';
import { ActivitiesService } from './activities.service';
import { AgentActivity } from './agent-activity.entity';
import { AgentSession } from './agent-session.entity';
import { AgentsService } from './agents.service';
import { Roster } from './roster.service';
import { SessionsService } from './sessions.service';

let server: TestServer;
let db: Database;
let agents: AgentsService;
let roster: Roster;
let sessions: SessionsService;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  agents = server.app.get(AgentsService);
  roster = server.app.get(Roster);
  sessions = server.app.get(SessionsService);
});
afterAll(() => server.app.close());

/** Runs as another request would, outside the transaction that we are in. */
const outside = AsyncLocalStorage.snapshot();

let projects = 0;
/** A project of its own, so that tests do not meet. */
async function freshScope(): Promise<Scope> {
  const { id } = await server.app.get(ProjectsService).create(`sessions-${++projects}`, 'Test');
  return { projectId: id, by: 'test' };
}

const ada = (session_id = 'session-1', agent_id = 'dev') => ({ agent_id, session_id, user_id: 'ada' });
const sessionsOf = ({ projectId }: Scope) => db.of(AgentSession).find({ where: { projectId }, order: { id: 'ASC' } });
const logOf = async ({ projectId }: Scope) =>
  (await db.of(AgentActivity).find({ where: { projectId }, order: { id: 'ASC' } })).map(
    ({ activityType, success, error }) => [activityType, success, error],
  );
const eventsOf = async ({ projectId }: Scope) =>
  (await db.of(Event).find({ where: { projectId, subjectType: 'session' }, order: { id: 'ASC' } })).map(
    ({ type }) => type,
  );
const refusal = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: Problem) => error,
  );

test('activation opens a session, and renews it under the same session_id', async () => {
  const scope = await freshScope();
  const first = await sessions.activate(scope, { ...ada(), context: { goal: 'a story' } });
  expect(first).toMatchObject({ renewed: false, session: { sessionId: 'session-1', userId: 'ada', openWork: 0 } });
  const again = await sessions.activate(scope, ada());
  expect(again).toMatchObject({ renewed: true, session: { id: first.session.id, context: { goal: 'a story' } } });
  expect(again.session.expiresAt.getTime()).toBeGreaterThan(first.session.expiresAt.getTime());
  expect((await sessions.activate(scope, { ...ada(), context: { goal: 'tests' } })).session.context).toEqual({
    goal: 'tests',
  });
  expect(await eventsOf(scope)).toEqual(['session.started', 'session.renewed', 'session.renewed']);
  expect(await logOf(scope)).toEqual(Array(3).fill(['ACTIVATED', true, null]));
});

test('a hundred people activate one agent at once', async () => {
  const scope = await freshScope();
  const opened = await Promise.all(
    Array.from({ length: 100 }, (_, n) => sessions.activate(scope, { ...ada(`s-${n}`), user_id: `user-${n}` })),
  );
  expect(new Set(opened.map(({ session }) => session.id)).size).toBe(100);
  const rows = await sessionsOf(scope);
  expect(rows.map(({ sessionId, userId }) => `${sessionId} ${userId}`).sort()).toEqual(
    Array.from({ length: 100 }, (_, n) => `s-${n} user-${n}`).sort(),
  );
  expect(await roster.get(scope, 'dev')).toMatchObject({ status: 'ACTIVE', liveSessions: 100 });
});

test('a hundred activations of one session make one row', async () => {
  const scope = await freshScope();
  const opened = await Promise.all(Array.from({ length: 100 }, () => sessions.activate(scope, ada())));
  expect(opened.filter(({ renewed }) => !renewed)).toHaveLength(1);
  expect(await sessionsOf(scope)).toMatchObject([{ id: opened[0].session.id, version: 100 }]);
});

test('a paused or offline agent refuses activation and says what to do', async () => {
  const scope = await freshScope();
  await agents.hold(scope, 'dev', 'PAUSED');
  expect(await refusal(sessions.activate(scope, ada()))).toMatchObject({
    type: 'agent-paused',
    status: 409,
    extras: { detail: expect.stringContaining('/agents/dev/resume'), allowed: ['AVAILABLE', 'OFFLINE'] },
  });
  await agents.hold(scope, 'dev', 'OFFLINE');
  expect(await refusal(sessions.activate(scope, ada()))).toMatchObject({ type: 'agent-offline', status: 409 });
  await agents.hold(scope, 'dev', 'AVAILABLE');
  await sessions.activate(scope, ada());
  expect(await logOf(scope)).toEqual([
    ['PAUSED', true, null],
    ['ACTIVATED', false, 'agent-paused'],
    ['OFFLINE', true, null],
    ['ACTIVATED', false, 'agent-offline'],
    ['RESUMED', true, null],
    ['ACTIVATED', true, null],
  ]);
});

test('an activation that comes while a pause is being written is refused once it is', async () => {
  const scope = await freshScope();
  let late: Promise<Problem>;
  await db.transaction(async () => {
    await agents.hold(scope, 'dev', 'PAUSED');
    late = refusal(outside(() => sessions.activate(scope, ada())));
    await sleep(200);
  });
  expect(await late!).toMatchObject({ type: 'agent-paused' });
  expect(await sessionsOf(scope)).toEqual([]);
});

test('a pause that comes while an activation is being written waits for it', async () => {
  const scope = await freshScope();
  const order: string[] = [];
  let pause: Promise<unknown>;
  await db.transaction(async () => {
    await sessions.activate(scope, ada());
    pause = outside(() => agents.hold(scope, 'dev', 'PAUSED')).then(() => order.push('paused'));
    await sleep(200);
    order.push('activated');
  });
  await pause!;
  expect(order).toEqual(['activated', 'paused']);
});

test('a pause gets its turn under a stream of activations, and none is committed after it', async () => {
  const scope = await freshScope();
  let paused = false;
  const stream = Array.from({ length: 8 }, async (_, n) => {
    for (let turn = 0; ; turn++) {
      const startedPaused = paused;
      const outcome = await sessions.activate(scope, ada(`s-${n}-${turn}`)).catch((error: Problem) => error);
      if (outcome instanceof Problem) return outcome.type;
      if (startedPaused) return 'activated after the pause';
    }
  });
  await sleep(100);
  await agents.hold(scope, 'dev', 'PAUSED');
  paused = true;
  expect(new Set(await Promise.all(stream))).toEqual(new Set(['agent-paused']));
});

test('deactivation ends the session once; a new one may follow under the same id', async () => {
  const scope = await freshScope();
  const { session } = await sessions.activate(scope, ada());
  await sessions.began(scope, session.id);
  const ends = await Promise.allSettled(
    Array.from({ length: 5 }, () => sessions.deactivate(scope, 'dev', 'session-1')),
  );
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await sessionsOf(scope)).toMatchObject([{ endReason: 'DEACTIVATED', openWork: 0, userId: 'ada' }]);
  expect(await eventsOf(scope)).toEqual(['session.started', 'session.ended']);
  expect(await roster.get(scope, 'dev')).toMatchObject({ status: 'IDLE' });
  expect((await sessions.activate(scope, ada())).session.id).not.toBe(session.id);
});

test('deactivation without a session_id takes the only one, and asks when there are several', async () => {
  const scope = await freshScope();
  expect(await refusal(sessions.deactivate(scope, 'dev'))).toMatchObject({ type: 'session-ended', status: 409 });
  await sessions.activate(scope, ada('one'));
  await sessions.activate(scope, ada('two'));
  expect(await refusal(sessions.deactivate(scope, 'dev'))).toMatchObject({
    status: 422,
    extras: { suggestions: ['one', 'two'], errors: [{ field: 'session_id' }] },
  });
  await sessions.deactivate(scope, 'dev', 'one');
  expect((await sessions.deactivate(scope, 'dev')).session.sessionId).toBe('two');
});

test('a heartbeat keeps a session alive; for one that has ended it says how to begin anew', async () => {
  const scope = await freshScope();
  const { session } = await sessions.activate(scope, ada());
  const beat = await sessions.heartbeat(scope, 'dev', 'session-1');
  expect(beat.session.expiresAt.getTime()).toBeGreaterThan(session.expiresAt.getTime());
  expect(await refusal(sessions.heartbeat(scope, 'dev', 'session-2'))).toMatchObject({
    type: 'session-not-found',
    extras: { suggestions: ['session-1'] },
  });
  await sessions.deactivate(scope, 'dev', 'session-1');
  expect(await refusal(sessions.heartbeat(scope, 'dev', 'session-1'))).toMatchObject({
    type: 'session-ended',
    status: 409,
    extras: { detail: expect.stringMatching(/deactivated.*POST \/agents\/activate/) },
  });
});

test('open work makes the agent busy, also when many pieces begin and finish at once', async () => {
  const scope = await freshScope();
  const { session } = await sessions.activate(scope, ada());
  await Promise.all(Array.from({ length: 20 }, () => sessions.began(scope, session.id)));
  expect((await sessions.liveSession(scope, 'dev', 'session-1')).session.openWork).toBe(20);
  expect(await roster.get(scope, 'dev')).toMatchObject({ status: 'BUSY' });
  await Promise.all(Array.from({ length: 21 }, () => sessions.finished(scope, session.id)));
  expect(await roster.get(scope, 'dev')).toMatchObject({ status: 'ACTIVE' });
  await sessions.deactivate(scope, 'dev');
  expect(await refusal(sessions.began(scope, session.id))).toMatchObject({ type: 'session-ended' });
  expect(await refusal(sessions.liveSession(scope, 'dev', 'session-1'))).toMatchObject({ type: 'session-ended' });
});

test('a failure is logged although the transaction around it is undone', async () => {
  const scope = await freshScope();
  const { agent, session } = await sessions.activate(scope, ada());
  const fails = () =>
    server.app.get(ActivitiesService).record(scope, { agent, session, type: 'STAGE_STARTED' }, async () => {
      await db.sql`select 1 / 0`;
    });
  await expect(db.transaction(fails)).rejects.toThrow('division by zero');
  expect(await logOf(scope)).toEqual([
    ['ACTIVATED', true, null],
    ['STAGE_STARTED', false, 'internal'],
  ]);
});

test('more failures at once than there are connections do not wait for each other', async () => {
  const scope = await freshScope();
  await agents.hold(scope, 'dev', 'PAUSED');
  const tries = Array.from({ length: 50 }, (_, n) =>
    refusal(db.transaction(() => sessions.activate(scope, ada(`s-${n}`)))),
  );
  expect(new Set((await Promise.all(tries)).map(({ type }) => type))).toEqual(new Set(['agent-paused']));
  expect(await logOf(scope)).toHaveLength(51);
});
