import { Client as Postgres } from 'pg';
import { Client } from '../../../test/support/client';
import { Feed } from '../../events/feed/feed.service';
import { testServer, type TestServer } from '../../../test/support/server';
import { MetricsRegistry } from './metrics-registry';

let server: TestServer;
let client: Client;
const opened: TestServer[] = [];

beforeAll(async () => {
  server = await begin();
  client = new Client(server.api);
});
afterAll(() => Promise.all(opened.map(({ app }) => app.close())));

async function begin(options: Parameters<typeof testServer>[0] = {}): Promise<TestServer> {
  const made = await testServer(options);
  opened.push(made);
  return made;
}

const ask = ({ api }: TestServer, headers = {}) => fetch(api.replace('/api/v1/bmad', '/metrics'), { headers });

/** Every line of the metrics, by what stands before its value. */
async function metrics(of = server): Promise<Map<string, number>> {
  const text = await (await ask(of)).text();
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

/** The figures of the database hold for a few seconds, so a fresh server shows them as they are. */
const fresh = async () => metrics(await begin({ url: server.url }));

test('requests are counted by the pattern of their route, and by status', async () => {
  await client.get('/agents/dev');
  await client.get('/agents/qa');
  await client.refused('/agents/nobody');
  await fetch(`${server.api}/no/such/route-1`);
  await fetch(`${server.api}/no/such/route-2`);
  const seen = await metrics();
  const agents = 'method="GET",route="/api/v1/bmad/agents/:agent_id"';
  expect(seen.get(`bmad_http_requests_total{${agents},status="200"}`)).toBe(2);
  expect(seen.get(`bmad_http_requests_total{${agents},status="404"}`)).toBe(1);
  expect(seen.get('bmad_http_requests_total{method="GET",route="none",status="404"}')).toBe(2);
  expect(seen.get(`bmad_http_request_duration_seconds_count{${agents}}`)).toBe(3);
  expect(seen.get(`bmad_http_request_duration_seconds_bucket{le="+Inf",${agents}}`)).toBe(3);
  expect([...seen.keys()].filter((name) => name.includes('route-1'))).toEqual([]);
});

test('two applications in one process count apart', async () => {
  const other = await metrics(await begin({ url: server.url }));
  expect([...other.keys()].filter((name) => name.includes('/agents/:agent_id'))).toEqual([]);
});

test('the process is watched once, however many applications come and go in it', () => {
  const [one, other] = [new MetricsRegistry(), new MetricsRegistry()];
  for (const name of ['nodejs_gc_duration_seconds', 'nodejs_eventloop_lag_seconds']) {
    expect(one.getSingleMetric(name)).toBeDefined();
    expect(one.getSingleMetric(name)).toBe(other.getSingleMetric(name));
  }
});

test('what there is and what waits is told, of all projects together', async () => {
  const one = await client.inNewProject('one');
  const two = await client.inNewProject('two');
  await one.post('/agents/activate', { agent_id: 'dev', session_id: 's', user_id: 'ada' });
  await two.post('/agents/activate', { agent_id: 'dev', session_id: 's', user_id: 'ada' });
  for (const name of ['a', 'b', 'c']) await one.post('/tasks', { name });
  await two.post('/tasks', { name: 'waits', dependencies: [(await two.post('/tasks', { name: 'first' })).task_id] });
  await one.post('/tasks/claim', { agent_id: 'dev', session_id: 's' });
  await one.post('/workflows/start', { workflow_id: 'greenfield-fullstack', user_id: 'ada', session_id: 's' });
  await one.post('/collaboration/handoffs', { from_agent_id: 'architect', to_agent_id: 'dev', summary: 'x' });
  const seen = await fresh();
  expect(
    Object.fromEntries(
      [...seen].filter(
        ([name]) =>
          /^bmad_(agent|task|stage|handoff).*[^s]$|_(live|leases|ready|offered)$/.test(name) && !/seconds/.test(name),
      ),
    ),
  ).toEqual({
    bmad_agent_sessions_live: 2,
    bmad_task_leases: 1,
    bmad_tasks_ready: 3,
    bmad_stages_ready: 1,
    bmad_handoffs_offered: 1,
  });
  expect(seen.get('bmad_tasks_ready_age_seconds')).toBeGreaterThan(0);
  expect(seen.get('bmad_stages_ready_age_seconds')).toBeGreaterThan(0);
  expect(seen.get('bmad_handoffs_offered_age_seconds')).toBeGreaterThan(0);
  expect(seen.get('bmad_database_connections{state="idle"}')).toBeGreaterThan(0);
  expect(seen.get('bmad_database_connections{state="waiting"}')).toBe(0);
  expect(seen.get('bmad_database_connections_max')).toBe(10);
  expect(seen.get('bmad_database_up')).toBe(1);
  expect(seen.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  expect(seen.get('process_resident_memory_bytes')).toBeGreaterThan(0);
});

test('how far each reader of the events is behind is told, and how many alerts are open', async () => {
  await server.app.get(Feed).drain();
  const postgres = new Postgres(server.url);
  await postgres.connect();
  const { rows } = await postgres.query<{ head: string }>(`
    with head as (select position from bmad.event_cursors where name = 'head')
    insert into bmad.event_cursors (name, position) select r.name, r.place from head cross join lateral
      (values ('behind', head.position - 2), ('level', head.position)) r (name, place)
    returning (select position from head) as head`);
  await postgres.query("update bmad.events set at = now() - interval '1 hour' where position = $1", [
    Number(rows[0].head) - 1,
  ]);
  await postgres.end();
  const seen = await fresh();
  expect(seen.get('bmad_feed_lag_events{reader="behind"}')).toBe(2);
  expect(seen.get('bmad_feed_lag_seconds{reader="behind"}')).toBeGreaterThanOrEqual(3600);
  expect(seen.get('bmad_feed_lag_events{reader="level"}')).toBe(0);
  expect(seen.get('bmad_feed_lag_seconds{reader="level"}')).toBe(0);
  expect([...seen.keys()].some((name) => name.includes('reader="head"'))).toBe(false);
  expect(seen.get('bmad_alerts_open')).toBe(0);
});

test('while the database does not answer, the process still tells of itself', async () => {
  const lock = new Postgres(server.url);
  await lock.connect();
  await lock.query('begin; lock table bmad.tasks in access exclusive mode');
  const seen = await fresh();
  expect(seen.get('bmad_database_up')).toBe(0);
  expect(seen.has('bmad_tasks_ready')).toBe(false);
  expect(seen.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  await lock.end();
});

test('with a token they are for whoever sends it', async () => {
  const metricsToken = 'a-token-of-prometheus';
  const closed = await begin({ url: server.url, monitoring: { metricsToken, raisesAlerts: false } });
  const without = await ask(closed);
  expect(without.status).toBe(401);
  expect(without.headers.get('www-authenticate')).toBe('Bearer realm="nest-bmad"');
  expect(without.headers.get('content-type')).toMatch('application/problem+json');
  expect((await ask(closed, { authorization: `Bearer ${metricsToken}x` })).status).toBe(401);
  const allowed = await ask(closed, { authorization: `Bearer ${metricsToken}` });
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
});
