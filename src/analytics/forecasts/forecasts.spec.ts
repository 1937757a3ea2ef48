import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';
import { Project } from '../../access/project.entity';
import { Database } from '../../database/database';
import { Epic } from '../../epics/epic.entity';
import { Story } from '../../stories/story.entity';
import { Run } from '../../workflows/run.entity';
import { Stage } from '../../workflows/stages/stage.entity';
import { ForecastKeeping } from './forecast-keeping.service';
import type { ForecastView, KeptForecastView } from './forecast.dto';
import { Forecast } from './forecast.entity';

const DAY_MS = 86_400_000;
const daysFrom = (at: Date | string | null, days: number) => Math.round((new Date(at!).getTime() - days) / DAY_MS);

let server: TestServer;
let db: Database;
let root: Client;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  root = new Client(server.api);
});
afterAll(() => server.app.close());

/** A project of its own with an epic of open stories, and done ones that ended so many days ago. */
async function epicWith(open: number, doneDaysAgo: readonly number[]): Promise<Client> {
  const key = `forecasts-${++projects}`;
  const client = await root.inNewProject(key);
  await client.post('/epics', { epic_id: 'e', name: 'E' });
  const projectId = await projectOf(client);
  const { id: epicUuid } = await db.of(Epic).findOneByOrFail({ projectId });
  const of = (number: number) => ({ projectId, epicUuid, title: 'x', storyId: `${number}` });
  const before = (days: number) => new Date(Date.now() - (days + 0.02) * DAY_MS);
  await db.insert(Story, [
    ...Array.from({ length: open }, (_, number) => of(number)),
    ...doneDaysAgo.map((days, place) => ({
      ...of(open + place),
      status: 'DONE' as const,
      startedAt: before(days + 1),
      endedAt: before(days),
    })),
  ]);
  return client;
}

async function projectOf({ project }: Client): Promise<string> {
  const { id } = await db.of(Project).findOneByOrFail({ key: project });
  return id;
}

/** Two stories each day for eight weeks. */
const steady = Array.from({ length: 112 }, (_, place) => Math.floor(place / 2));

test('a steady epic is foretold to the day, from its own past', async () => {
  const client = await epicWith(10, steady);
  const foretold = await client.get<ForecastView>('/analytics/forecasts/epics/e');
  expect(foretold).toMatchObject({
    subject_type: 'EPIC',
    subject_id: 'e',
    remaining: 10,
    enough_data: true,
    missing: null,
    trials: 10_000,
    basis: { source: 'EPIC', observed: 112, share: 1 },
    calibration: { p85: { held: null, over: 0, interval: null } },
  });
  const made = new Date(foretold.made_at).getTime();
  expect([foretold.p50_at, foretold.p85_at, foretold.p95_at].map((at) => daysFrom(at, made))).toEqual([5, 5, 5]);
  expect(foretold.finish.map(({ percent }) => percent)).toEqual(Array.from({ length: 19 }, (_, n) => 5 * n + 5));
}, 60_000);

test('the same seed gives the same answer; what is not a seed is refused', async () => {
  const client = await epicWith(8, [1, 3, 8, 9, 15, 20, 28, 33]);
  const asked = (seed: number) => client.get<ForecastView>(`/analytics/forecasts/epics/e?seed=${seed}`);
  const shape = ({ made_at, finish }: ForecastView) =>
    finish.map(({ at }) => at && daysFrom(at, new Date(made_at).getTime()));
  expect(shape(await asked(1))).toEqual(shape(await asked(1)));
  const unasked = await client.get<ForecastView>('/analytics/forecasts/epics/e');
  expect(shape(await asked(unasked.seed))).toEqual(shape(unasked));
  expect(await client.refused('/analytics/forecasts/epics/e?seed=x')).toMatchObject({
    status: 400,
    errors: [{ field: 'seed' }],
  });
});

test('a past that is too short is said to be so, and the epic of a young project has its share of that project', async () => {
  const client = await epicWith(5, [2, 5]);
  expect(await client.get('/analytics/forecasts/epics/e')).toMatchObject({
    enough_data: false,
    missing: '0 stories were done in 0 whole weeks; it takes 5 in 4.',
    p50_at: null,
    p85_at: null,
    p95_at: null,
    finish: [],
    basis: { source: 'PROJECT' },
  });
  const epic = await db.of(Epic).findOneByOrFail({ epicId: 'e', projectId: await projectOf(client) });
  const other = { projectId: epic.projectId, title: 'x' };
  const done = { status: 'DONE' as const, startedAt: new Date(Date.now() - 36 * DAY_MS), endedAt: new Date(Date.now() - 3 * DAY_MS) }; // prettier-ignore
  const names = Array.from({ length: 8 }, (_, number) => `other-${number}`);
  await db.insert(Story, [{ ...other, storyId: 'other' }, ...names.map((storyId) => ({ ...other, storyId, ...done }))]);
  const foretold = await client.get<ForecastView>('/analytics/forecasts/epics/e');
  expect(foretold).toMatchObject({ enough_data: true, basis: { source: 'PROJECT', observed: 10, share: 5 / 6 } });
}, 60_000);

test('an epic with nothing left is not foretold', async () => {
  const client = await epicWith(0, steady.slice(0, 20));
  expect(await client.get('/analytics/forecasts/epics/e')).toMatchObject({ remaining: 0, p50_at: null, finish: [] });
});

test('what is not there is not foretold', async () => {
  for (const path of ['epics/nothing', 'workflows/nothing-1']) {
    expect((await root.refused(`/analytics/forecasts/${path}`)).status).toBe(404);
  }
});

test('a run is foretold from completed runs of its workflow', async () => {
  const client = await root.inNewProject(`forecasts-${++projects}`);
  const start = () =>
    client.post<{ key: string }>('/workflows/start', {
      workflow_id: 'brownfield-service',
      user_id: 'ada',
      session_id: 's',
    });
  const { key } = await start();
  const early = await client.get<ForecastView>(`/analytics/forecasts/workflows/${key}`);
  expect(early).toMatchObject({ enough_data: false, missing: '0 runs of this workflow were completed; it takes 5.' });
  for (let past = 0; past < 5; past++) {
    const { key: done } = await start();
    const { id } = await db.of(Run).findOneByOrFail({ key: done, projectId: await projectOf(client) });
    // Each stage ends three hours after the one before.
    await db.sql`
      update ${Stage} set status = 'COMPLETED', ready_at = null,
        ended_at = now() - interval '20 days' + position * interval '3 hours' where run_uuid = ${id}`;
    await db.sql`
      update ${Run} set status = 'COMPLETED', started_at = now() - interval '20 days', ended_at = now() - interval '10 days'
      where id = ${id}`;
  }
  const foretold = await client.get<ForecastView>(`/analytics/forecasts/workflows/${key}`);
  expect(foretold).toMatchObject({ enough_data: true, basis: { source: 'WORKFLOW', observed: 5, share: 1 } });
  const hours = (new Date(foretold.p85_at!).getTime() - new Date(foretold.made_at).getTime()) / 3_600_000;
  expect(hours).toBeCloseTo(3 * foretold.remaining, 1);
});

test('each epic and run under way is foretold once a day, and graded when its time has come', async () => {
  const client = await epicWith(3, steady.slice(0, 70));
  const projectId = await projectOf(client);
  const kept = async () =>
    (await client.get<{ items: KeptForecastView[] }>('/analytics/forecasts?subject_type=epic')).items;
  await server.app.get(ForecastKeeping).tick();
  await server.app.get(ForecastKeeping).tick();
  const [first, ...more] = await kept();
  expect(more).toEqual([]);
  expect(first).toMatchObject({ subject_id: 'e', remaining: 3, ended_at: null, given_up: false });

  // Ten of the past: eight ended within their p85, one later, and of one nobody knows yet, though its time has come.
  for (let day = 1; day <= 10; day++) {
    const ended = day <= 8 ? 15 : day === 9 ? 25 : null;
    await db.sql`
      insert into ${Forecast} (project_id, subject_type, subject_uuid, subject_id, day, remaining, p50_at, p85_at, p95_at, ended_at)
      values (${projectId}, 'EPIC', uuidv7(), ${`old-${day}`}, now() - make_interval(days => 60), 5, now() - interval '50 days',
        now() - interval '40 days', now() + interval '1 day', now() - interval '60 days' + make_interval(days => ${ended}))`;
  }
  const { calibration } = await client.get<ForecastView>('/analytics/forecasts/epics/e');
  expect(calibration.p50).toMatchObject({ held: 0, over: 10 });
  expect(calibration.p85).toMatchObject({ held: 0.8, over: 10 });
  expect(calibration.p85.interval!.low).toBeLessThan(0.5);
  expect(calibration.p95).toEqual({ held: null, over: 0, interval: null });

  await db.sql`update ${Epic} set status = 'CANCELLED', ended_at = now() where project_id = ${projectId}`;
  await server.app.get(ForecastKeeping).tick();
  expect((await kept())[0]).toMatchObject({ given_up: true });
});
