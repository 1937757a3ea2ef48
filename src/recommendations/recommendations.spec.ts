import { LessThan } from 'typeorm';
import { DAY, Past } from '../../test/support/past';
import { testServer, type TestServer } from '../../test/support/server';
import { troubles } from '../../test/support/troubles';
import { Database } from '../database/database';
import { Event } from '../events/event.entity';
import { RecommendationTurn } from './recommendation-turn.entity';
import { RecommendationTurns } from './recommendation-turns.service';
import type { LookedView, RecommendationView } from './recommendation.dto';
import type { RecommendationKind } from './recommendation.flow';

let server: TestServer;
let other: TestServer;
let db: Database;

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
});
afterAll(async () => {
  await server.app.close();
  await other.app.close();
});

/** Makes something happen that a rule is about. */
const trouble = (kind: RecommendationKind, past: Past) => troubles.find((one) => one.kind === kind)!.happen(past);

/** A project with three tasks that nobody takes. */
async function idle(key: string): Promise<Past> {
  const past = await Past.of(server, db, key);
  await trouble('IDLE_READY_WORK', past);
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
    status: 'DISMISSED',
    reason: 'holidays',
    answered_by: 'anonymous',
  });
  expect(await look(past)).toMatchObject({ found: 0, again: 0, over: 0 });
  const again = await past.client.refused(`/analytics/recommendations/${found.id}/accept`, {});
  expect(again).toMatchObject({ status: 409, allowed: [] });
  await db.sql`update bmad.recommendations set ended_at = ended_at - interval '29 days' where id = ${found.id}`;
  expect(await look(past)).toMatchObject({ found: 1 });
});

test('with too few rows it is measured later, and in the end nothing is said', async () => {
  const past = await Past.of(server, db, 'quiet');
  await trouble('ESTIMATE_BIAS', past);
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

/** All servers take a turn that begins now: the first tick may only join one that had begun. */
async function turn(...servers: TestServer[]): Promise<void> {
  const turns = servers.map(({ app }) => app.get(RecommendationTurns));
  for (let n = 0; n < 2; n++) await Promise.all(turns.map((one) => one.tick()));
}

test('of many projects that are due a server looks at a few at a time', async () => {
  await Promise.all(Array.from({ length: 8 }, (_, n) => idle(`due-${n}`)));
  const due = () => db.of(RecommendationTurn).countBy({ at: LessThan(new Date(Date.now() - 900_000)) });
  await db.sql`update ${RecommendationTurn} set at = now() - interval '16 minutes'`;
  const before = await due();
  await turn(server);
  const after = await due();
  await db.sql`update ${RecommendationTurn} set at = now()`;
  expect(after).toBeLessThan(before);
  // Both servers also tick by themselves.
  expect(after).toBeGreaterThanOrEqual(before - 4);
});

test('a server looks by itself at what is due, one of several at once', async () => {
  const past = await idle('by-itself');
  await turn(server, other);
  expect(await list(past)).toEqual([]);
  await db.sql`update ${RecommendationTurn} set at = now() - interval '16 minutes' where project_id = ${past.projectId}`;
  await turn(server, other);
  const [found] = await list(past);
  expect(found).toMatchObject({ kind: 'IDLE_READY_WORK', times_seen: 1 });
  const [{ actor }] = await db.of(Event).findBy({ subjectId: found.id });
  expect(actor).toBe('server');
  const told = await past.client.get<{ items: { type: string }[] }>(`/analytics/recommendations/${found.id}/activity`);
  expect(told.items).toMatchObject([{ type: 'recommendation.found' }]);
});

test('they are listed by state, kind and subject, in their project only', async () => {
  const past = await idle('lists');
  await trouble('OVERLOADED_AGENT', past);
  await look(past);
  expect(await list(past, '?kind=overloaded_agent')).toMatchObject([{ subject_id: 'architect' }]);
  expect(await list(past, '?subject_id=project')).toMatchObject([{ kind: 'IDLE_READY_WORK' }]);
  expect(await list(past, '?status=dismissed')).toEqual([]);
  const [{ id }] = await list(past);
  const stranger = await Past.of(server, db, 'stranger');
  expect(await stranger.client.refused(`/analytics/recommendations/${id}`)).toMatchObject({ status: 404 });
  expect(await list(stranger)).toEqual([]);
});
