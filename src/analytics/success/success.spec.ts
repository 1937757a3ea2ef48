import { Client as Postgres } from 'pg';
import { DAY, HOUR, Past } from '../../../test/support/past';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import type { SuccessMetricView, SuccessView } from './success.dto';

let server: TestServer;
let db: Database;
let postgres: Postgres;
let past: Past;
let answer: SuccessView;

const START = Date.UTC(2026, 2, 1);
const FROM = new Date(START);
const TO = new Date(START + 28 * DAY);
const QUERY = `/analytics/success-metrics?from=${FROM.toISOString()}&to=${TO.toISOString()}`;
const at = (days: number, hours = 0) => new Date(START + days * DAY + hours * HOUR);

/** The same numbers in every run, 0 to 1. */
const numbers = () => {
  let state = 42;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
};

/** A project from four weeks before the baseline up to two weeks after the window, better in the window than before. */
async function live(): Promise<void> {
  const random = numbers();
  const days = Array.from({ length: 98 }, (_, place) => ({
    day: place - 56,
    better: place < 56 ? 0 : 0.2,
    chances: Array.from({ length: 12 }, random),
  }));
  await Promise.all(days.map(({ day, better, chances }) => liveOneDay(day, better, chances)));
}

async function liveOneDay(day: number, better: number, chances: readonly number[]): Promise<void> {
  const [ends, scored, score, fails, again, breaks, pointed, points, cancelled, bad, served, rating] = chances;
  const qualityScore = scored < 0.2 ? null : Math.round(60 + 30 * score + 10 * better);
  const status = (['FAILED', 'CANCELLED'] as const)[Math.floor(fails * (8 + 20 * better))] ?? 'COMPLETED';
  await past.task({ endedAt: at(day, 24 * ends), qualityScore, status, attempt: again < 0.3 ? 2 : 1 });
  if (day % 3 === 0) await past.run({ endedAt: at(day, 1), status: breaks < 0.2 ? 'FAILED' : 'COMPLETED' });
  const storyPoints = pointed < 0.2 ? null : Math.ceil(points * 8);
  const story = await past.story({ endedAt: at(day, 2), storyPoints, status: cancelled < 0.1 ? 'CANCELLED' : 'DONE' });
  await past.verdict(story, { gate: bad < 0.3 - better ? 'FAIL' : 'PASS', createdAt: at(day, 2) });
  const memory = await past.memory({ createdAt: at(day, 3) });
  const [startedAt, sessionId] = [at(day, 4), `day ${day}`];
  await past.session('dev', { sessionId, startedAt, expiresAt: at(day, 9), endedAt: day % 2 ? null : at(day, 40) });
  const agentUuid = past.agents.dev;
  if (served < 0.7) await past.use(memory, at(day + 12 * served, 5), { agentUuid, sessionId });
  else await past.use(memory, at(day, 5), { agentUuid, sessionId, rank: null, operation: 'STORE' });
  if (day % 4 === 0) await past.feedback(1 + Math.floor(rating * 5), at(day, 6));
}

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  postgres = new Postgres(server.url);
  await postgres.connect();
  past = await Past.of(server, db, 'team');
  await live();
  const neighbour = await Past.of(server, db, 'neighbour');
  for (const status of ['COMPLETED', 'FAILED'] as const) await neighbour.task({ endedAt: at(1), status });
  answer = await past.client.get<SuccessView>(QUERY);
}, 60_000);
afterAll(async () => {
  await postgres.end();
  await server.app.close();
});

/** Value and number of rows, by SQL that shares nothing with what is tested. `$1` is the project, the rest from and to. */
const recomputed: Record<string, string> = {
  task_completion: `select avg((status = 'COMPLETED')::int) as value, count(*) as over from bmad.tasks
    where project_id = $1 and ended_at between $2 and $3 and status not in ('CANCELLED', 'PENDING')`,
  workflow_completion: `select avg((status = 'COMPLETED')::int) as value, count(*) as over from bmad.workflows
    where project_id = $1 and ended_at between $2 and $3`,
  memory_use: `select avg(exists (select from bmad.memory_integrations i
      where i.session_id = s.session_id and i.agent_uuid = s.agent_uuid and i.rank is not null and i.project_id = $1)::int) as value,
    count(*) as over from bmad.agent_sessions s where project_id = $1 and started_at between $2 and $3`,
  velocity_points: `select sum(story_points) / (extract(epoch from $3::timestamptz - $2) / 604800) as value, count(story_points) as over
    from bmad.stories where project_id = $1 and ended_at between $2 and $3 and status = 'DONE'`,
  velocity_tasks: `select count(*) / (extract(epoch from $3::timestamptz - $2) / 604800) as value, count(*) as over
    from bmad.tasks where project_id = $1 and ended_at between $2 and $3 and status = 'COMPLETED'`,
  defects: `select avg(case gate when 'FAIL' then 1 else 0 end) as value, count(*) as over from bmad.quality_gates
    where project_id = $1 and created_at between $2 and $3`,
  rework: `select 1 - avg((attempt <= 1)::int) as value, count(*) as over from bmad.tasks
    where project_id = $1 and ended_at between $2 and $3 and status = 'COMPLETED'`,
  learnings_captured: `select count(*) / (extract(epoch from $3::timestamptz - $2) / 604800) as value, count(*) as over
    from bmad.memories where project_id = $1 and created_at between $2 and $3`,
  learnings_reused: `select count(distinct i.memory_uuid)::float8 / count(distinct m.id) as value, count(distinct m.id) as over
    from bmad.memories m left join bmad.memory_integrations i on i.memory_uuid = m.id and i.rank > 0 and i.at < $3
    where m.project_id = $1 and m.created_at between $2 and $3`,
  satisfaction: `select sum(rating)::float8 / count(*) as value, count(*) as over from bmad.feedback
    where project_id = $1 and created_at between $2 and $3`,
};

const one = async (sql: string, values: unknown[]) => {
  const { rows } = await postgres.query<{ value: string | null; over: string }>(sql, values);
  return { value: rows[0].value === null ? null : Number(rows[0].value), over: Number(rows[0].over) };
};
const again = (name: string, from: Date, to: Date) => one(recomputed[name], [past.projectId, from, to]);
const named = (name: string): SuccessMetricView => {
  const { technical, functional, business } = answer;
  return [...technical, ...functional, ...business].find((metric) => metric.name === name)!;
};

test('every metric is there once, with a definition, a target and what was measured', () => {
  const { technical, functional, business } = answer;
  expect(technical.map(({ name }) => name)).toEqual([
    ...['activation_p95_ms', 'memory_context_p95_ms', 'sessions_at_once', 'availability', 'answered_requests'],
  ]);
  expect(functional.map(({ name }) => name)).toEqual([
    ...['task_completion', 'workflow_completion', 'quality_trend', 'memory_use'],
  ]);
  expect(business).toHaveLength(7);
  for (const { definition, target } of [...technical, ...functional, ...business]) {
    expect(definition).toMatch(/\.$/);
    expect(target).not.toBeNull();
  }
  for (const { value, over } of [...functional, ...business]) {
    expect(value).not.toBeNull();
    expect(over).toBeGreaterThan(0);
  }
});

test.each(Object.keys(recomputed))('%s equals what other SQL says, in the window and before', async (name) => {
  const { value, over, baseline, target, met, comparison } = named(name);
  const now = await again(name, FROM, TO);
  expect({ value, over }).toEqual({ value: expect.closeTo(now.value!, 9), over: now.over });
  if (!baseline) return;
  const before = await again(name, at(-28), FROM);
  expect(baseline).toEqual({ value: expect.closeTo(before.value!, 9), over: before.over });
  expect(target).toBe(baseline.value);
  expect(met).toBe(comparison === 'AT_LEAST' ? value! >= target! : value! <= target!);
});

test('the quality trend is the difference of the means, with what is known of it', async () => {
  const mean = (from: Date, to: Date) =>
    one(
      `select sum(quality_score)::float8 / count(quality_score) as value, count(quality_score) as over from bmad.tasks
       where project_id = $1 and status = 'COMPLETED' and ended_at >= $2 and ended_at < $3`,
      [past.projectId, from, to],
    );
  const [now, before] = [await mean(FROM, TO), await mean(at(-28), FROM)];
  const { value, over, interval } = named('quality_trend');
  expect(value).toBeCloseTo(now.value! - before.value!, 9);
  expect(over).toBe(now.over + before.over);
  expect(interval!.low).toBeLessThan(value!);
  expect(interval!.high).toBeGreaterThan(value!);
});

test('a project that has done nothing is told no figure, and nothing is met or missed', async () => {
  const idle = await past.client.inNewProject('idle');
  const { functional, business } = await idle.get<SuccessView>(`${QUERY}&baseline_from=2025-01-01T00:00:00Z`);
  for (const metric of [...functional, ...business]) {
    expect(metric).toMatchObject({ value: null, over: 0, met: null });
    expect(metric).not.toHaveProperty('rows');
  }
});

test('a baseline may be named', async () => {
  const other = `${QUERY}&baseline_from=${at(-56).toISOString()}&baseline_to=${at(-42).toISOString()}`;
  const { business, baseline } = await past.client.get<SuccessView>(other);
  expect(baseline).toEqual({ from: at(-56).toISOString(), to: at(-42).toISOString() });
  const velocity = business.find(({ name }) => name === 'velocity_points')!;
  const before = await again('velocity_points', at(-56), at(-42));
  expect(velocity.target).toBeCloseTo(before.value!, 9);
});

test('the rows behind each figure are told to who asks, as a statement that reads as many as it says', async () => {
  await postgres.query('set search_path to bmad');
  const { functional, business } = await past.client.get<SuccessView>(`${QUERY}&explain=true`);
  for (const { name, over, rows } of [...functional, ...business]) {
    const { rows: found } = await postgres.query<{ over: number }>(`select count(*)::int as over from (${rows}) row`);
    expect([name, found[0].over]).toEqual([name, over]);
  }
});

test('a window or a baseline that ends before it begins is refused', async () => {
  for (const query of [
    'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    'baseline_from=2999-01-01T00:00:00Z&baseline_to=2998-01-01T00:00:00Z',
  ]) {
    expect(await past.client.refused(`/analytics/success-metrics?${query}`)).toMatchObject({ status: 422 });
  }
});
