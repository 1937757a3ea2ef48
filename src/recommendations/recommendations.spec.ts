import { Client as Postgres } from 'pg';
import { DAY, HOUR, Past } from '../../test/support/past';
import { testServer, type TestServer } from '../../test/support/server';
import { Database } from '../database/database';
import { Event } from '../events/event.entity';
import { RecommendationTurn } from './recommendation-turn.entity';
import { RecommendationTurns } from './recommendation-turns.service';
import type { LookedView, RecommendationView } from './recommendation.dto';
import { type RecommendationKind, recommendationKinds } from './recommendation.flow';

/** What a rule is about, made to happen in a project that is well otherwise, and put right. */
interface Case {
  kind: RecommendationKind;
  subject: string | RegExp;
  happen(past: Past): Promise<unknown>;
  /** SQL; `$1` is the project. */
  heal: string;
}

let server: TestServer;
let other: TestServer;
let db: Database;
let postgres: Postgres;
const now = Date.now();
const ago = (days: number, hours = 0) => new Date(now - days * DAY - hours * HOUR);
const times = (count: number, make: (n: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));

/** One who works well: it ends two tasks a day, begins what is ready, hands over, looks again after a change, remembers. */
async function healthy(key: string): Promise<Past> {
  const past = await Past.of(server, db, key);
  await times(54, async (n) => {
    const ended = { endedAt: ago(1 + n), startedAt: ago(1 + n, 2), createdAt: ago(2 + n), taskType: 'code' };
    const hours = { estimatedHours: 2, actualHours: 1.8 + (n % 5) / 10 };
    await past.task({ ...ended, ...hours, qualityScore: 78 + (n % 7), status: n % 12 ? 'COMPLETED' : 'FAILED' });
    await past.task({ ...ended, ...hours, qualityScore: 80 + (n % 5), claimedBy: 'qa' });
  });
  await times(3, (n) => past.task({ status: 'PENDING', claimedBy: null, agentId: 'dev', createdAt: ago(n) }));
  await past.task({ status: 'IN_PROGRESS', startedAt: ago(0, 3), createdAt: ago(1) });
  const first = await past.task({ endedAt: ago(1), startedAt: ago(1, 1) });
  const next = await past.task({ status: 'PENDING', claimedBy: null });
  await past.dependency(next, first);
  await times(8, async (n) => {
    const run = await past.run({ workflowId: 'even', endedAt: ago(n), startedAt: ago(n + 2) });
    for (const [place, stageId] of ['plan', 'make', 'test'].entries()) {
      const begun = { readyAt: ago(n + 1, 9 - 3 * place), startedAt: ago(n + 1, 9 - 3 * place) };
      await past.stage(run, { ...begun, stageId, endedAt: ago(n + 1, 7 - 3 * place + ((n + place) % 3) / 2) });
    }
  });
  await times(12, (n) =>
    past.handoff('dev', 'qa', {
      ...{ startedAt: ago(n), acceptedAt: ago(n), endedAt: ago(n) },
      ...(n ? { quality: 85 } : { status: 'REJECTED', acceptedAt: null, rejectionReason: 'no tests' }),
    }),
  );
  const story = await past.story({ status: 'REVIEW', revision: 2, updatedAt: ago(3) });
  await past.verdict(story, { revision: 1, gate: 'FAIL', createdAt: ago(5) });
  await past.verdict(story, { revision: 2, createdAt: ago(3) });
  await times(25, async (n) => {
    const memory = await past.memory({ createdAt: ago(16 + n) });
    if (n % 3) await past.use(memory, ago(n % 20));
  });
  await past.event('task.failed', first, { task_id: 'P-1', reason: 'The disk is full' }, ago(3));
  await past.event('task.failed', first, { task_id: 'P-1', reason: 'No route to host' }, ago(5));
  return past;
}

const cases: Case[] = [
  {
    ...{ kind: 'BOTTLENECK_STAGE', subject: 'slow/review' },
    happen: (past) =>
      times(7, async (n) => {
        const run = await past.run({ workflowId: 'slow', endedAt: ago(n), startedAt: ago(n + 2) });
        for (const stageId of ['plan', 'make', 'test', 'review.2']) {
          const readyAt = ago(n + 2);
          const endedAt = new Date(readyAt.getTime() + (stageId === 'review.2' ? 12 : 2) * HOUR);
          await past.stage(run, { stageId, readyAt, startedAt: new Date(endedAt.getTime() - HOUR), endedAt });
        }
      }),
    heal: `update bmad.workflow_stages set ready_at = started_at where project_id = $1 and stage_id = 'review.2'`,
  },
  {
    ...{ kind: 'OVERLOADED_AGENT', subject: 'architect' },
    happen: (past) => times(12, () => past.task({ status: 'PENDING', claimedBy: null, agentId: 'architect' })),
    heal: `update bmad.tasks set agent_id = null where project_id = $1 and agent_id = 'architect'`,
  },
  {
    ...{ kind: 'FALLING_SUCCESS', subject: 'architect' },
    happen: (past) =>
      times(24, (n) =>
        past.task({
          ...{ claimedBy: 'architect', endedAt: ago(n < 12 ? 3 : 40), name: 'trouble' },
          status: n < 12 && n % 2 ? 'FAILED' : 'COMPLETED',
        }),
      ),
    heal: `update bmad.tasks set status = 'COMPLETED' where project_id = $1 and name = 'trouble'`,
  },
  {
    ...{ kind: 'FALLING_QUALITY', subject: 'architect' },
    happen: (past) =>
      times(24, (n) => {
        const qualityScore = (n < 12 ? 60 : 85) + (n % 4);
        return past.task({ claimedBy: 'architect', endedAt: ago(n < 12 ? 3 : 40), qualityScore });
      }),
    heal: `update bmad.tasks set quality_score = 86 where project_id = $1 and claimed_by = 'architect'`,
  },
  {
    ...{ kind: 'WEAK_HANDOFF_PAIR', subject: 'qa → dev' },
    happen: (past) =>
      times(8, (n) => {
        const at = { startedAt: ago(2), endedAt: ago(1) };
        if (n % 2) return past.handoff('qa', 'dev', { ...at, acceptedAt: ago(2), quality: 30 });
        return past.handoff('qa', 'dev', { ...at, status: 'REJECTED', rejectionReason: 'no steps to repeat it' });
      }),
    heal: `update bmad.agent_collaborations set status = 'COMPLETED', accepted_at = started_at, rejection_reason = null, quality = 90
      where project_id = $1`,
  },
  {
    ...{ kind: 'ESTIMATE_BIAS', subject: 'migration' },
    happen: (past) =>
      times(10, (n) =>
        past.task({ taskType: 'migration', endedAt: ago(4), estimatedHours: 2, actualHours: 3.5 + (n % 4) / 2 }),
      ),
    heal: `update bmad.tasks set estimated_hours = actual_hours where project_id = $1 and task_type = 'migration'`,
  },
  {
    ...{ kind: 'AGEING_WORK', subject: 'project' },
    happen: (past) => times(4, () => past.task({ status: 'IN_PROGRESS', startedAt: ago(9), createdAt: ago(9) })),
    heal: `update bmad.tasks set status = 'CANCELLED' where project_id = $1 and status = 'IN_PROGRESS'`,
  },
  {
    ...{ kind: 'IDLE_READY_WORK', subject: 'project' },
    happen: (past) =>
      times(3, async () => {
        const done = await past.task({ endedAt: ago(4), startedAt: ago(4, 1) });
        await past.dependency(await past.task({ status: 'PENDING', claimedBy: null, createdAt: ago(6) }), done);
      }),
    heal: `update bmad.tasks set status = 'CANCELLED' where project_id = $1 and status = 'PENDING'`,
  },
  {
    ...{ kind: 'STALE_GATE', subject: 'project' },
    happen: (past) =>
      times(2, async (n) => {
        const story = await past.story({ status: 'REVIEW', revision: n ? 3 : 2, updatedAt: ago(2) });
        const waiver = { waiverReason: 'later', waivedBy: 'ada', waiverExpiresAt: ago(1) };
        await past.verdict(story, { revision: 2, createdAt: ago(4), ...(n ? {} : { gate: 'WAIVED', ...waiver }) });
      }),
    heal: `update bmad.stories set status = 'DONE' where project_id = $1`,
  },
  {
    ...{ kind: 'UNUSED_MEMORY', subject: 'QUALITY_INSIGHTS' },
    happen: (past) => times(30, (n) => past.memory({ category: 'QUALITY_INSIGHTS', createdAt: ago(20 + n) })),
    heal: `insert into bmad.memory_integrations (project_id, memory_uuid, operation, rank, at)
      select project_id, id, 'CONTEXT', 1, now() - interval '1 hour' from bmad.memories where project_id = $1 and category = 'QUALITY_INSIGHTS'`,
  },
  {
    ...{ kind: 'RECURRING_ERROR', subject: /^port # of … is taken$/ },
    happen: async (past) => {
      const task = await past.task({ status: 'PENDING', claimedBy: null });
      for (const day of [1, 8, 15]) {
        const reason = `Port ${3000 + day} of "server ${day}" is taken`;
        await past.event('task.failed', task, { task_id: 'P-9', reason }, ago(day));
      }
    },
    heal: `delete from bmad.events where project_id = $1 and type = 'task.failed'`,
  },
];

const look = ({ client }: Past) => client.post<LookedView>('/analytics/recommendations/refresh');
const list = async ({ client }: Past, query = '') =>
  (await client.get<{ items: RecommendationView[] }>(`/analytics/recommendations${query}`)).items;
const answer = ({ client }: Past, { id }: RecommendationView, how: string, body = {}) =>
  client.post<RecommendationView>(`/analytics/recommendations/${id}/${how}`, body);

/** Lets so many days pass since it was accepted, as far as it knows. */
const pass = (id: string, days: number) =>
  db.sql`
    update bmad.recommendations set accepted_at = accepted_at - make_interval(days => ${days}),
      verify_at = verify_at - make_interval(days => ${days}) where id = ${id}`;

beforeAll(async () => {
  server = await testServer();
  other = await testServer({ url: server.url });
  db = server.app.get(Database);
  postgres = new Postgres(server.url);
  await postgres.connect();
});
afterAll(async () => {
  await postgres.end();
  await server.app.close();
  await other.app.close();
});

test('a team that is well is told nothing', async () => {
  const past = await healthy('well');
  expect(await look(past)).toEqual({ found: 0, again: 0, over: 0, verified: 0, refuted: 0 });
  expect(await list(past)).toEqual([]);
});

test('there is a case of every rule', () => {
  expect(cases.map(({ kind }) => kind)).toEqual(recommendationKinds);
});

test.each(cases)('$kind is found once, over by itself, and measured after it was accepted', async (one) => {
  const past = await healthy(one.kind.toLowerCase().replaceAll('_', '-'));
  await one.happen(past);
  expect(await look(past)).toMatchObject({ found: 1, again: 0 });
  expect(await look(past)).toMatchObject({ found: 0, again: 1 });
  const [found, ...more] = await list(past);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ kind: one.kind, status: 'OPEN', times_seen: 2, outcome: null, verify_at: null });
  expect(found.subject_id).toMatch(one.subject);
  expect(found.evidence.length).toBeGreaterThan(0);
  for (const { id } of found.evidence) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  for (const text of [found.action, found.effect, found.figure]) expect(text).toMatch(/^[A-Z].*\.$/s);
  expect(found.summary).not.toMatch(/null|NaN|undefined| {2}/);
  expect(found.confidence).toBeGreaterThanOrEqual(0.9);
  expect(found.confidence).toBeLessThanOrEqual(1);

  // Accepted, and nothing has changed: it has not helped.
  const accepted = await answer(past, found, 'accept', { reason: 'we try' });
  expect(accepted).toMatchObject({ status: 'ACCEPTED', answered_by: 'anonymous', reason: 'we try' });
  expect(await look(past)).toMatchObject({ found: 0, again: 0, verified: 0, refuted: 0 });
  await pass(found.id, 28);
  expect(await look(past)).toMatchObject({ found: 0, again: 0, verified: 0, refuted: 1 });
  expect(await list(past)).toMatchObject([{ status: 'REFUTED', outcome: { value: expect.closeTo(found.value, 6) } }]);

  // The same once it has rested, put right this time.
  await db.sql`update bmad.recommendations set ended_at = ended_at - interval '29 days' where id = ${found.id}`;
  expect(await look(past)).toMatchObject({ found: 1 });
  const [, anew] = await list(past);
  await answer(past, anew, 'accept');
  await postgres.query(one.heal, [past.projectId]);
  await pass(anew.id, 28);
  expect(await look(past)).toMatchObject({ found: 0, over: 0, verified: 1, refuted: 0 });
  const [{ outcome }] = await list(past, '?status=verified');
  const moved = (found.value - outcome!.value) / (found.value - found.expected);
  expect(moved).toBeGreaterThanOrEqual(0.5);
  const told = await db.of(Event).find({ where: { subjectId: anew.id }, order: { id: 'ASC' } });
  expect(told.map(({ type }) => type)).toEqual(
    ['found', 'accepted', 'verified'].map((what) => `recommendation.${what}`),
  );
});

/** A project with three tasks that nobody takes. */
async function idle(key: string): Promise<Past> {
  const past = await Past.of(server, db, key);
  await cases.find(({ kind }) => kind === 'IDLE_READY_WORK')!.happen(past);
  return past;
}

test('what is no longer so is over, and new when it comes back', async () => {
  const past = await idle('comes-back');
  await look(past);
  await db.sql`update bmad.tasks set waits_for = 1 where project_id = ${past.projectId} and status = 'PENDING'`;
  expect(await look(past)).toMatchObject({ found: 0, over: 1 });
  await db.sql`update bmad.tasks set waits_for = 0 where project_id = ${past.projectId}`;
  expect(await look(past)).toMatchObject({ found: 1 });
  expect(await list(past)).toMatchObject([{ status: 'OVER' }, { status: 'OPEN', times_seen: 1 }]);
});

test('what was dismissed is left alone for four weeks', async () => {
  const past = await idle('dismissed');
  await look(past);
  const [found] = await list(past);
  const without = await past.client.refused(`/analytics/recommendations/${found.id}/dismiss`, {});
  expect(without).toMatchObject({ status: 400, errors: [{ field: 'reason' }] });
  expect(await answer(past, found, 'dismiss', { reason: 'holidays' })).toMatchObject({
    ...{ status: 'DISMISSED', reason: 'holidays', answered_by: 'anonymous' },
  });
  expect(await look(past)).toMatchObject({ found: 0, again: 0, over: 0 });
  const again = await past.client.refused(`/analytics/recommendations/${found.id}/accept`, {});
  expect(again).toMatchObject({ status: 409, allowed: [] });
  await db.sql`update bmad.recommendations set ended_at = ended_at - interval '29 days' where id = ${found.id}`;
  expect(await look(past)).toMatchObject({ found: 1 });
});

test('with too few rows it is measured later, and in the end nothing is said', async () => {
  const past = await Past.of(server, db, 'quiet');
  await cases.find(({ kind }) => kind === 'ESTIMATE_BIAS')!.happen(past);
  await look(past);
  const [found] = await list(past);
  await answer(past, found, 'accept');
  await db.sql`delete from bmad.tasks where project_id = ${past.projectId}`;
  await pass(found.id, 28);
  expect(await look(past)).toMatchObject({ verified: 0, refuted: 0 });
  const [waiting] = await list(past);
  expect(waiting.status).toBe('ACCEPTED');
  expect(Date.parse(String(waiting.verify_at))).toBeGreaterThan(Date.now() + 6 * DAY);
  await pass(found.id, 60);
  await look(past);
  expect(await list(past)).toMatchObject([{ status: 'INCONCLUSIVE', outcome: null }]);
});

test('of many who look at once, each thing is found once', async () => {
  const past = await idle('at-once');
  const looked = await Promise.all(Array.from({ length: 6 }, () => look(past)));
  expect(looked.map(({ found }) => found).sort()).toEqual([0, 0, 0, 0, 0, 1]);
  expect(await list(past)).toMatchObject([{ times_seen: 6 }]);
});

test('a server looks by itself at what is due, one of several at once', async () => {
  const past = await idle('by-itself');
  const turns = [server, other].map(({ app }) => app.get(RecommendationTurns));
  await Promise.all(turns.map((turn) => turn.tick()));
  expect(await list(past)).toEqual([]);
  await db.sql`update ${RecommendationTurn} set at = now() - interval '16 minutes' where project_id = ${past.projectId}`;
  await Promise.all(turns.map((turn) => turn.tick()));
  const [found] = await list(past);
  expect(found).toMatchObject({ kind: 'IDLE_READY_WORK', times_seen: 1 });
  const [{ actor }] = await db.of(Event).findBy({ subjectId: found.id });
  expect(actor).toBe('server');
  const told = await past.client.get<{ items: { type: string }[] }>(`/analytics/recommendations/${found.id}/activity`);
  expect(told.items).toMatchObject([{ type: 'recommendation.found' }]);
});

test('they are listed by state, kind and subject, in their project only', async () => {
  const past = await idle('lists');
  await cases.find(({ kind }) => kind === 'OVERLOADED_AGENT')!.happen(past);
  await look(past);
  expect(await list(past, '?kind=overloaded_agent')).toMatchObject([{ subject_id: 'architect' }]);
  expect(await list(past, '?subject_id=project')).toMatchObject([{ kind: 'IDLE_READY_WORK' }]);
  expect(await list(past, '?status=dismissed')).toEqual([]);
  const [{ id }] = await list(past);
  const stranger = await Past.of(server, db, 'stranger');
  expect(await stranger.client.refused(`/analytics/recommendations/${id}`)).toMatchObject({ status: 404 });
  expect(await list(stranger)).toEqual([]);
});
