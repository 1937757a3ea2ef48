import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import { Answers } from '../requests/answers.service';
import { ServerLife } from '../servers/server-life.entity';
import { bucketOf } from './histogram';
import { LatencyFolding } from './latency-folding.service';
import { LatencyRecorder } from './latency-recorder.service';
import { RequestLatencies } from './request-latencies.service';
import { RequestLatency } from './request-latency.entity';

let one: TestServer;
let two: TestServer;
let db: Database;
let latencies: RequestLatencies;

beforeAll(async () => {
  one = await testServer();
  two = await testServer({ url: one.url });
  db = one.app.get(Database);
  latencies = one.app.get(RequestLatencies);
});
afterAll(async () => {
  await one.app.close();
  await two.app.close();
});

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY);
const window = () => ({ from: ago(0.5), to: new Date(Date.now() + DAY) });

/** Rows as a server wrote them in a minute long ago. */
const wrote = (at: Date, route: string, durations: number[], statusClass = 2) =>
  db.insert(RequestLatency, {
    at,
    seconds: 60,
    method: 'GET',
    route,
    statusClass,
    requests: durations.length,
    totalMs: durations.reduce((sum, ms) => sum + ms, 0),
    slowestMs: Math.max(...durations),
    buckets: durations.map(bucketOf),
    counts: durations.map(() => 1),
  });

test('every server keeps what it has answered, and each tells of both', async () => {
  const [first, second] = [new Client(one.api), new Client(two.api)];
  await first.get('/agents/dev');
  await second.get('/agents/dev');
  await second.refused('/agents/nobody');
  for (const { app } of [one, two]) await app.get(LatencyRecorder).flush();
  await first.get('/agents/qa');
  for (const { app } of [one, two]) await app.get(LatencyRecorder).flush();
  const told = await latencies.of(window(), 'GET', '/api/v1/bmad/agents/:agent_id');
  expect(told).toMatchObject({ requests: 4, refused: 1, failed: 0 });
  expect(told.p50!).toBeGreaterThan(0);
  expect(told.p99!).toBeGreaterThanOrEqual(told.p50!);
  expect(Math.abs(told.p99! / told.slowest! - 1)).toBeLessThan(0.03);
  const routes = await latencies.byRoute(window());
  expect(routes.find(({ route }) => route === '/api/v1/bmad/agents/:agent_id')).toMatchObject({
    method: 'GET',
    ...told,
  });
  expect((await latencies.overall(window())).requests).toBe(routes.reduce((sum, { requests }) => sum + requests, 0));
});

test('over nothing there are no figures', async () => {
  expect(await latencies.of(window(), 'GET', '/nowhere')).toEqual({
    requests: 0,
    refused: 0,
    failed: 0,
    mean: null,
    p50: null,
    p95: null,
    p99: null,
    slowest: null,
  });
});

test('what could not be written is written later', async () => {
  const recorder = one.app.get(LatencyRecorder);
  await recorder.flush();
  const answers = one.app.get<{ listeners: ((answered: object) => void)[] }>(Answers);
  for (const tell of answers.listeners) tell({ method: 'GET', route: '/later', status: 500, milliseconds: 7 });
  await db.sql`alter table ${RequestLatency} rename column requests to away`;
  await expect(recorder.flush()).rejects.toThrow();
  await db.sql`alter table ${RequestLatency} rename column away to requests`;
  await recorder.flush();
  expect(await latencies.of(window(), 'GET', '/later')).toMatchObject({ requests: 1, failed: 1, mean: 7 });
});

test('old minutes become hours and old hours days, by whichever server, and say the same', async () => {
  const start = new Date('2026-03-01T10:00:00Z');
  const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
  await wrote(at(0), '/old', [1, 2, 900]);
  await wrote(at(1), '/old', [3, 4]);
  await wrote(at(1), '/old', [5], 5);
  await wrote(at(59), '/old', [6]);
  await wrote(at(90), '/old', [2000]);
  const all = { from: start, to: at(60) };
  const before = await latencies.of({ from: start, to: at(200) }, 'GET', '/old');
  expect(before).toMatchObject({ requests: 8, failed: 1, slowest: 2000, mean: 2921 / 8 });
  await Promise.all([one, two, one, two].map(({ app }) => app.get(LatencyFolding).tick()));
  expect(await latencies.of({ from: new Date('2026-03-01'), to: all.to }, 'GET', '/old')).toEqual(before);
  const rows = await db.of(RequestLatency).findBy({ route: '/old' });
  expect(rows.map(({ seconds, at, statusClass }) => [seconds, at.toISOString(), statusClass]).sort()).toEqual([
    [86_400, '2026-03-01T00:00:00.000Z', 2],
    [86_400, '2026-03-01T00:00:00.000Z', 5],
  ]);
});

test('what is younger stays as it is', async () => {
  const minute = new Date(Math.floor(ago(0.04).getTime() / 60_000) * 60_000);
  const hour = new Date(Math.floor(ago(20).getTime() / 3_600_000) * 3_600_000);
  await wrote(minute, '/young', [1]);
  await wrote(new Date(hour.getTime() + 60_000), '/young', [2]);
  await one.app.get(LatencyFolding).tick();
  const rows = await db.of(RequestLatency).find({ where: { route: '/young' }, order: { at: 'ASC' } });
  expect(rows.map(({ seconds, at }) => [seconds, at])).toEqual([
    [3600, hour],
    [60, minute],
  ]);
});

test('a server that stops in good order says so, and what it has not written yet', async () => {
  const third = await testServer({ url: one.url });
  await new Client(third.api).get('/tasks');
  await third.app.close();
  expect(await latencies.of(window(), 'GET', '/api/v1/bmad/tasks')).toMatchObject({ requests: 1 });
  const lives = await db.of(ServerLife).find();
  expect(lives.filter(({ stoppedAt }) => stoppedAt)).toHaveLength(1);
  expect(lives).toHaveLength(3);
});
