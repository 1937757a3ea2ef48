import { Client as Postgres } from 'pg';
import { Past } from '../../test/support/past';
import { testServer, type TestServer } from '../../test/support/server';
import { beWell, troubles } from '../../test/support/troubles';
import { Database } from '../database/database';
import { Event } from '../events/event.entity';
import type { LookedView, RecommendationView } from './recommendation.dto';
import { recommendationKinds } from './recommendation.flow';

let server: TestServer;
let db: Database;
let postgres: Postgres;

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
  db = server.app.get(Database);
  postgres = new Postgres(server.url);
  await postgres.connect();
});
afterAll(async () => {
  await postgres.end();
  await server.app.close();
});

const healthy = async (key: string) => beWell(await Past.of(server, db, key));

test('a team that is well is told nothing', async () => {
  const past = await healthy('well');
  expect(await look(past)).toEqual({ found: 0, again: 0, over: 0, verified: 0, refuted: 0 });
  expect(await list(past)).toEqual([]);
});

test('there is a case of every rule', () => {
  expect(troubles.map(({ kind }) => kind)).toEqual(recommendationKinds);
});

test.each(troubles)('$kind is found once, over by itself, and measured after it was accepted', async (one) => {
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
