import { Client as Postgres } from 'pg';
import { DAY, HOUR, Past } from '../../../test/support/past';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import { bucketOf } from '../../monitoring/latencies/histogram';
import { RequestLatency } from '../../monitoring/latencies/request-latency.entity';
import { ServerLife } from '../../monitoring/servers/server-life.entity';
import type { SuccessMetricView, SuccessView } from './success.dto';

let server: TestServer;
let db: Database;
let postgres: Postgres;
let metrics: SuccessMetricView[];

const START = Date.UTC(2026, 2, 1);
const FROM = new Date(START);
const TO = new Date(START + 28 * DAY);
const at = (days: number, hours = 0) => new Date(START + days * DAY + hours * HOUR);

/** The same numbers in every run, 0 to 1. */
const numbers = () => {
  let state = 42;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
};

/** What servers did in that time: answers of two routes and of others, a stop, a crash, and one that nobody followed. */
async function serve(): Promise<void> {
  const random = numbers();
  for (const path of ['agents/activate', 'memory/context', 'tasks']) {
    for (let day = -3; day < 30; day += 1) {
      const ms = 20 + 400 * random() ** 4;
      const [buckets, counts] = [
        [bucketOf(ms), bucketOf(ms) + 3],
        [90 + Math.round(20 * random()), 1],
      ];
      await db.insert(RequestLatency, {
        at: at(day),
        seconds: 86400,
        method: 'POST',
        route: `/api/v1/bmad/${path}`,
        buckets,
        counts,
        statusClass: random() < 0.05 ? 5 : 2,
        requests: counts[0] + 1,
        totalMs: ms,
        slowestMs: ms,
      });
    }
  }
  const lives: [Date, Date, Date | null][] = [
    [at(-2), at(5), at(5)],
    [at(4), at(4, 12), null],
    [at(6), at(10), null],
    [at(10, 3), at(20), null],
    [at(20), at(27, 20), null],
  ];
  for (const [startedAt, seenAt, stoppedAt] of lives) await db.insert(ServerLife, { startedAt, seenAt, stoppedAt });
}

/** Conversations that overlap, before, in and after the window. */
async function talk(past: Past): Promise<void> {
  for (let day = -2; day < 30; day++) {
    const ended = { expiresAt: at(day, 9), endedAt: day % 2 ? null : at(day, 40) };
    await past.session('dev', { sessionId: `day ${day}`, startedAt: at(day, 4), ...ended });
  }
}

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  postgres = new Postgres(server.url);
  await postgres.connect();
  await postgres.query('set search_path to bmad');
  const past = await Past.of(server, db, 'team');
  await talk(past);
  await serve();
  const query = `/analytics/success-metrics?from=${FROM.toISOString()}&to=${TO.toISOString()}&explain=true`;
  metrics = (await past.client.get<SuccessView>(query)).technical;
}, 60_000);
afterAll(async () => {
  await postgres.end();
  await server.app.close();
});

const one = async (sql: string, values: unknown[] = []) => {
  const { rows } = await postgres.query<{ value: string | null; over: string }>(sql, values);
  return { value: rows[0].value === null ? null : Number(rows[0].value), over: Number(rows[0].over) };
};
const named = (name: string): SuccessMetricView => metrics.find((metric) => metric.name === name)!;

test('the rows behind each figure are told as a statement that reads as many as it says', async () => {
  for (const { name, over, rows } of metrics) {
    // Answers are counted in histograms.
    const count = rows!.includes('request_latencies') ? 'sum(requests)' : 'count(*)';
    expect([name, await one(`select 1 as value, ${count} as over from (${rows}) row`)]).toEqual([
      name,
      { value: 1, over },
    ]);
  }
});

test.each([
  ['activation_p95_ms', 'agents/activate', 200],
  ['memory_context_p95_ms', 'memory/context', 100],
])('%s is read from the durations themselves', async (name, path, target) => {
  const { value, over } = await one(
    `select 0.05 * 1.04 ^ percentile_disc(0.95) within group (order by bucket) * 2 / 2.04 as value, count(*) as over
     from bmad.request_latencies l, unnest(l.buckets, l.counts) as part (bucket, times), generate_series(1, part.times)
     where l.route = $1 and l.at >= $2 and l.at < $3`,
    [`/api/v1/bmad/${path}`, FROM, TO],
  );
  expect(named(name)).toMatchObject({ value: expect.closeTo(value!, 6), over, target, met: value! < target });
});

test('the most sessions at once are those of the fullest moment', async () => {
  const { value, over } = await one(
    `with s as (select started_at as began, coalesce(ended_at, expires_at) as ended from bmad.agent_sessions
       where started_at < $2 and coalesce(ended_at, expires_at) > $1)
     select (select max((select count(*) from s other where other.began <= s.began and other.ended > s.began)) from s) as value,
       (select count(*) from s) as over`,
    [FROM, TO],
  );
  expect(value).toBeGreaterThan(1);
  // Fewer than the target say only that no more were asked for.
  expect(named('sessions_at_once')).toMatchObject({ value, over, target: 100, met: null });
});

test('availability counts minutes: a crash is an outage, a stop is none', async () => {
  const { value } = await one(
    `select count(*) filter (where up)::float8 / count(*) filter (where up or crashed) as value, 0 as over from (
       select exists (select from bmad.server_lives where started_at <= minute and seen_at > minute) as up,
         (select stopped_at is null from bmad.server_lives where seen_at <= minute order by seen_at desc limit 1) as crashed
       from generate_series($1, $2::timestamptz - interval '1 minute', '1 minute') minute) minutes`,
    [FROM, TO],
  );
  expect(value).toBeGreaterThan(0.98);
  expect(named('availability')).toMatchObject({ value: expect.closeTo(value!, 9), over: 5, target: 0.999, met: false });
});

test('the answers without a fault are a share of all', async () => {
  const { value, over } = await one(
    `select sum(case when status_class < 5 then requests else 0 end)::float8 / sum(requests) as value, sum(requests) as over
     from bmad.request_latencies where at >= $1 and at < $2`,
    [FROM, TO],
  );
  expect(named('answered_requests')).toMatchObject({ value: expect.closeTo(value!, 9), over, met: value! >= 0.999 });
});
