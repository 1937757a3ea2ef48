import { Client as Postgres } from 'pg';
import { Client } from '../../../test/support/client';
import { countAll } from '../../../test/support/counting';
import { DAY, Past } from '../../../test/support/past';
import { testServer, type TestServer } from '../../../test/support/server';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { Database } from '../../database/database';
import { bucketOf } from '../../monitoring/latencies/histogram';
import { RequestLatency } from '../../monitoring/latencies/request-latency.entity';
import { randomOf } from '../forecasts/dice';

interface Figure {
  value: number | null;
  over: number;
  before: { value: number | null; over: number };
}
interface Answer {
  definitions: Record<string, { rows: string }>;
  figures: Record<string, Figure>;
  counts: Record<string, number>;
  under_way: Record<string, number>;
  routes: { method: string; route: string; answers: number; p50_ms: number; p95_ms: number; p99_ms: number }[];
}

let server: TestServer;
let postgres: Postgres;
let past: Past;

const START = Date.UTC(2026, 1, 2);
const at = (days: number) => new Date(START + days * DAY);
const [BEFORE, FROM, TO] = [at(-14), at(0), at(14)];
const QUERY = `from=${FROM.toISOString()}&to=${TO.toISOString()}`;

/** Every answer of four weeks and more as it was given, in a table of the test, and as servers keep them. */
async function serve(db: Database): Promise<void> {
  await postgres.query('create temporary table given (at timestamptz, route text, status int, ms float8)');
  const random = randomOf(5);
  for (let day = -20; day < 20; day++) {
    for (const [route, mean] of [
      ['/busy', 8],
      ['/slow', 90],
    ] as const) {
      for (const status of [200, 404, 503]) {
        const durations = Array.from({ length: (status === 200 ? 30 : 3) + (mean === 8 ? 5 : 0) }, () => -mean * Math.log(1 - random()) + 0.1); // prettier-ignore
        await postgres.query('insert into given select $1, $2, $3, unnest($4::float8[])', [
          at(day),
          route,
          status,
          durations,
        ]);
        await db.insert(RequestLatency, {
          at: at(day),
          seconds: 86_400,
          method: 'GET',
          route,
          statusClass: Math.floor(status / 100),
          requests: durations.length,
          totalMs: durations.reduce((sum, ms) => sum + ms, 0),
          slowestMs: Math.max(...durations),
          buckets: durations.map(bucketOf),
          counts: durations.map(() => 1),
        });
      }
    }
  }
}

beforeAll(async () => {
  server = await testServer();
  const db = server.app.get(Database);
  postgres = new Postgres(server.url);
  await postgres.connect();
  await postgres.query('set search_path to bmad, pg_temp');
  past = await Past.of(server, db, 'team');
  await serve(db);
  await db.sql`
    insert into ${AgentActivity} (project_id, agent_uuid, activity_type, actor, success, response_time_ms, at)
    select ${past.projectId}, ${past.agents.dev}, 'DONE', 'test', n % 7 <> 0, case when n % 5 > 0 then n % 97 end,
      ${BEFORE}::timestamptz + make_interval(mins => 11 * n)
    from generate_series(0, 3600) n`;
  for (const status of ['COMPLETED', 'IN_PROGRESS', 'REVIEW', 'PENDING'] as const) await past.task({ status });
  await past.story({ status: 'IN_PROGRESS' });
  await past.memory({});
  await countAll(server);
});
afterAll(async () => {
  await postgres.end();
  await server.app.close();
});

const percentile = (percent: number, of: string) => `percentile_disc(${percent / 100}) within group (order by ${of})`;

/** What each figure is by other SQL, of activities and of answers, and over how many. */
const ofActivities: Record<string, string> = {
  activities: 'count(*)',
  success_rate: 'avg(success::int) filter (where response_time_ms is not null)',
  response_ms_mean: 'avg(response_time_ms)',
  response_ms_p50: percentile(50, 'response_time_ms'),
  response_ms_p95: percentile(95, 'response_time_ms'),
  response_ms_p99: percentile(99, 'response_time_ms'),
};
const ofAnswers: Record<string, string> = {
  answers: 'count(*)',
  failed_rate: 'avg((status >= 500)::int)',
  refused_rate: 'avg((status between 400 and 499)::int)',
  answer_ms_mean: 'avg(ms)',
  answer_ms_p50: percentile(50, 'ms'),
  answer_ms_p95: percentile(95, 'ms'),
  answer_ms_p99: percentile(99, 'ms'),
};

/** Percentiles are read from histograms. */
const tolerated = (name: string) => (/_p\d+/.test(name) ? 0.021 : 1e-6);
const expectNear = (name: string, value: number | null, right: number) =>
  expect([name, Math.abs(value! - right) / right <= tolerated(name)]).toEqual([name, true]);

const one = async (what: string, from: string, values: unknown[] = []) =>
  (await postgres.query<{ value: number }>(`select (${what})::float8 as value from ${from}`, values)).rows[0].value;

test('each figure is what SQL makes of activities and of the answers as they were given, now and before', async () => {
  const { figures } = await past.client.get<Answer>(`/analytics/system?${QUERY}`);
  expect(Object.keys(figures).sort()).toEqual(Object.keys({ ...ofActivities, ...ofAnswers }).sort());
  for (const [name, { value, over, before }] of Object.entries(figures)) {
    const activities = name in ofActivities;
    const rows = activities ? `agent_activities where project_id = '${past.projectId}' and` : 'given where';
    const asked = activities && name !== 'activities' ? 'count(response_time_ms)' : 'count(*)';
    for (const [told, from, to] of [
      [{ value, over }, FROM, TO],
      [before, BEFORE, FROM],
    ] as const) {
      const source = `${rows} at >= $1 and at < $2`;
      expectNear(name, told.value, await one({ ...ofActivities, ...ofAnswers }[name], source, [from, to]));
      expect([name, told.over]).toEqual([name, await one(asked, source, [from, to])]);
    }
  }
});

test('each figure names its rows by a statement that reads as many as it says', async () => {
  const { figures, definitions } = await past.client.get<Answer>(`/analytics/system?${QUERY}&explain=true`);
  for (const [name, { over }] of Object.entries(figures)) {
    const count = name in ofAnswers ? 'sum(requests)' : 'count(*)';
    expect([name, await one(count, `(${definitions[name].rows}) row`)]).toEqual([name, over]);
  }
});

test('the times of each route are those of its answers', async () => {
  const { routes } = await past.client.get<Answer>(`/analytics/system?${QUERY}`);
  expect(routes.map(({ route }) => route)).toEqual(['/busy', '/slow']);
  for (const { route, answers, ...times } of routes) {
    const source = 'given where route = $1 and at >= $2 and at < $3';
    const values = [route, FROM, TO];
    expect(answers).toBe(await one('count(*)', source, values));
    for (const percent of [50, 95, 99] as const) {
      expectNear(`${route}_p${percent}`, times[`p${percent}_ms`], await one(percentile(percent, 'ms'), source, values));
    }
  }
});

test('what there is and what is under way are counted in the project, or in all', async () => {
  const of = async (project: string, query: string) => {
    const { counts, under_way } = await past.client.get<Answer>(`/analytics/system?${query}`);
    expect(counts.agents).toBe(await one('count(*)', `agents where ${project}`));
    expect(counts.tasks).toBe(await one('count(*)', `tasks where ${project}`));
    expect(counts.stories).toBe(await one('count(*)', `stories where ${project}`));
    expect(counts.memories).toBe(await one('count(*)', `memories where ${project}`));
    expect(under_way).toMatchObject({ tasks: 2, stories: 1 });
    return counts.agents;
  };
  const its = await of(`project_id = '${past.projectId}'`, QUERY);
  await new Client(server.api).inNewProject('other');
  expect(await of('true', `${QUERY}&all_projects=true`)).toBeGreaterThan(its);
});
