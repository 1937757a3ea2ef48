import { Client } from 'pg';
import { countAll, whileNobodyCounts } from '../../../test/support/counting';
import { testServer, type TestServer } from '../../../test/support/server';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { Agent } from '../../agents/agent.entity';
import { Database } from '../../database/database';
import { DAY_MS, HOUR_MS, type Range } from '../window/window';
import { ActivityCounting } from './activity-counting.service';
import { ActivityReader } from './activity-reader.entity';
import { ActivityRollup } from './activity-rollup.entity';
import { ActivityTallies } from './activity-tallies.service';
import { RELATIVE_ACCURACY } from './sketch';
import { responseTimes, type Tally } from './tally';

let server: TestServer;
let db: Database;
let counting: ActivityCounting;
let tallies: ActivityTallies;
let agents: string[];

const START = Date.UTC(2026, 0, 1);
const range = (from: number, to: number, unit = DAY_MS): Range => ({
  from: new Date(START + from * unit),
  to: new Date(START + to * unit),
});
const all = range(-10_000, 10_000);
const ranges = [all, range(0, 100), range(3, 4), range(5, 71), range(64, 64 + 128), range(17, 411, HOUR_MS)];
const whose = () => ({ scope: server.scope, everywhere: false });

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  counting = server.app.get(ActivityCounting);
  tallies = server.app.get(ActivityTallies);
  agents = (await db.sql<{ id: string }>`select id from ${Agent} order by id limit 3`).map(({ id }) => id);
});
afterAll(() => server.app.close());

/** Activities of three agents over 100 days, in no order of time, put there by SQL. */
const add = (count: number) => db.sql`
  insert into ${AgentActivity} (project_id, agent_uuid, activity_type, actor, success, error, response_time_ms, at)
  select ${server.scope.projectId}, (${agents}::uuid[])[1 + n % 3], 'TYPE_' || n % 7, 'test', n % 11 <> 0,
    case when n % 11 = 0 then 'error-' || n % 2 end, case when n % 5 <> 0 then ((n * 7919::bigint) % 100000)::real / 37 end,
    ${new Date(START)}::timestamptz + make_interval(secs => ((n * 104729::bigint) % 8640000)::int)
  from generate_series(1, ${count}::int) n`;

interface Recomputed {
  activities: number;
  requests: number;
  succeeded: number;
  byType: Record<string, number> | null;
  errors: Record<string, number> | null;
  times: number[] | null;
}

/** The same as a tally, from the activities themselves. */
async function recomputed({ from, to }: Range, agent: string | null): Promise<Recomputed> {
  const [row] = await db.sql<Recomputed>`
    with chosen as (
      select activity_type, success, error, response_time_ms as ms from ${AgentActivity}
      where project_id = ${server.scope.projectId} and at >= ${from} and at < ${to}
        and (${agent}::uuid is null or agent_uuid = ${agent})
    )
    select count(*)::int as activities, count(ms)::int as requests,
      (count(*) filter (where success and ms is not null))::int as succeeded,
      (select jsonb_object_agg(activity_type, n) from (
        select activity_type, count(*) as n from chosen group by 1) t) as "byType",
      (select jsonb_object_agg(error, n) from (
        select error, count(*) as n from chosen where error is not null group by 1) t) as errors,
      array_agg(ms::float8 order by ms) filter (where ms is not null) as times
    from chosen`;
  return row;
}

async function expectToEqualRows(tally: Tally, range: Range, agent: string | null): Promise<void> {
  const { times, byType, errors, ...counts } = await recomputed(range, agent);
  expect(tally).toMatchObject({ ...counts, byType: byType ?? {}, errors: errors ?? {} });
  const shares = [0.01, 0.5, 0.95, 0.99, 1];
  const read = responseTimes(tally, shares);
  for (const [place, share] of shares.entries()) {
    const exact = times && times[Math.max(0, Math.ceil(share * times.length) - 1)];
    if (exact === null) expect(read[place]).toBeNull();
    else expect(Math.abs(read[place]! - exact)).toBeLessThanOrEqual(Math.max(0.051, exact * RELATIVE_ACCURACY * 1.001));
  }
  if (times)
    expect(tally.responseUs / 1e3).toBeCloseTo(
      times.reduce((sum, one) => sum + one, 0),
      -1,
    );
}

async function expectAllToEqualRows(): Promise<void> {
  const team = await tallies.team(whose(), ranges);
  const each = await tallies.agents(whose(), ranges, agents);
  for (const [place, range] of ranges.entries()) {
    await expectToEqualRows(team[place], range, null);
    for (const agent of agents) await expectToEqualRows(each.get(agent)![place], range, agent);
  }
}

const rollups = () => db.sql`
  select hours, starts_at, whose, activities, requests, succeeded, response_us, by_type, errors, responses
  from ${ActivityRollup} order by hours, starts_at, whose`;

test('what is counted, what is not counted yet and both together equal the rows', async () => {
  await whileNobodyCounts(server, async () => {
    await add(3_000);
    await expectAllToEqualRows();
  });
  await countAll(server);
  expect(await db.sql`select counted from ${ActivityReader}`).toEqual([{ counted: '3000' }]);
  await expectAllToEqualRows();
  await whileNobodyCounts(server, async () => {
    await add(2_000);
    await expectAllToEqualRows();
  });
  await countAll(server);
  await expectAllToEqualRows();
}, 60_000);

test('when too many are not counted yet they are left out, and said to be', async () => {
  await whileNobodyCounts(server, async () => {
    expect(await tallies.counted()).toEqual({ complete: true, counted: 5_000 });
    await add(6_000);
    expect(await tallies.counted()).toEqual({ complete: false, counted: 5_000 });
    expect((await tallies.team(whose(), [all]))[0].activities).toBe(5_000);
  });
  await countAll(server);
  expect(await tallies.counted()).toEqual({ complete: true, counted: 11_000 });
  await expectAllToEqualRows();
});

test('a writer that commits late is counted, and once', async () => {
  const [{ activities: before }] = await tallies.team(whose(), [all]);
  const slow = new Client(server.url);
  await slow.connect();
  await slow.query('begin');
  const insert = `insert into bmad.agent_activities (project_id, agent_uuid, activity_type, actor, success)
    values ('${server.scope.projectId}', '${agents[0]}', 'LATE', 'test', true)`;
  await slow.query(insert);
  await add(10);
  await counting.catchUp();
  expect((await tallies.team(whose(), [all]))[0].activities).toBe(before + 10);
  await slow.query('commit');
  await slow.end();
  expect((await tallies.team(whose(), [all]))[0]).toMatchObject({ activities: before + 11 });
  await countAll(server);
  const [{ activities, byType }] = await tallies.team(whose(), [all]);
  expect(activities).toBe(before + 11);
  expect(byType.LATE).toBe(1);
});

test('of readers that count at once, one does', async () => {
  const second = await testServer({ url: server.url });
  await add(500);
  await Promise.all([counting.catchUp(), second.app.get(ActivityCounting).catchUp(), counting.catchUp()]);
  await countAll(server);
  await second.app.close();
  await expectAllToEqualRows();
}, 60_000);

test('a rebuild counts the same anew, while the old counts serve', async () => {
  await countAll(server);
  const before = await rollups();
  await db.sql`update ${ActivityRollup} set activities = activities + 1 where hours = 24`;
  await whileNobodyCounts(server, async () => {
    await counting.rebuild();
    await counting.rebuild();
    expect(await db.sql`select generation, serving from ${ActivityReader} order by 1`).toEqual([
      { generation: 1, serving: true },
      { generation: 2, serving: false },
    ]);
  });
  await countAll(server);
  expect(await db.sql`select generation, serving from ${ActivityReader}`).toEqual([{ generation: 2, serving: true }]);
  expect(await rollups()).toEqual(before);
});

test('nothing that SQL can write stops the counting', async () => {
  const [{ activities: before }] = await tallies.team(whose(), [all]);
  await db.sql`
    insert into ${AgentActivity} (project_id, agent_uuid, activity_type, actor, success, error, response_time_ms, at)
    select ${server.scope.projectId}, ${agents[0]}, type, 'test', true, type, ms, at
    from unnest(array['infinity', '-infinity', '4713-01-01 BC', '294276-01-01', '2026-02-01']::timestamptz[]) at,
      unnest(array['NaN', 'Infinity', '-Infinity', '-1', '0', '1e-40', '3e38']::real[]) ms,
      unnest(array['', 'x', repeat('long', 2000)]) type`;
  const [uncounted] = await tallies.team(whose(), [all]);
  await countAll(server);
  const [{ activities, byType }] = await tallies.team(whose(), [all]);
  expect(uncounted.activities).toBe(before + 21);
  expect(activities).toBe(before + 21);
  expect(byType).toMatchObject({ '': 7, x: 7, '(other)': 7 });
});
