import { Client as Postgres } from 'pg';
import { seedYear, truths } from '../bench/year/year';
import { Client } from './support/client';
import { countAll } from './support/counting';
import { counts, independent } from './support/figures-in-sql';
import { testServer, type TestServer } from './support/server';

interface Figure {
  value: number | null;
  over: number;
  before: { value: number | null; over: number } | null;
}
interface Answer {
  window: { from: string; to: string; before: { from: string; to: string } };
  definitions: Record<string, { rows: string }>;
  figures: Record<string, Figure>;
}

let server: TestServer;
let postgres: Postgres;
let client: Client;

beforeAll(async () => {
  server = await testServer();
  client = await new Client(server.api).inNewProject('year');
  postgres = new Postgres(server.url);
  await postgres.connect();
  await postgres.query('set search_path to bmad');
  const size = { agents: 10, runs: 200, stories: 600, tasks: 3_000, handoffs: 800, memories: 300, activities: 30_000 };
  await seedYear(postgres, 'year', size);
  await countAll(server);
}, 60_000);
afterAll(async () => {
  await postgres.end();
  await server.app.close();
});

/** Response times are read from a sketch, and their mean from whole microseconds. */
const ROUGHER: Record<string, number> = {
  response_ms_p50: 0.021,
  response_ms_p95: 0.021,
  response_ms_p99: 0.021,
  response_ms_mean: 1e-4,
};

/** Holds figures against what SQL makes of the rows that they name. */
async function compare(
  figures: Answer['figures'],
  definitions: Answer['definitions'],
  expected: (typeof independent)[string],
): Promise<void> {
  const all = Object.entries(figures).filter(([name]) => name !== 'estimate_ratio');
  expect(all.map(([name]) => name).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { value, over }] of all) {
    const [its, rows = counts] = expected[name];
    const { rows: found } = await postgres.query<{ value: number | null; over: number }>(
      `select (${its})::float8 as value, (${rows})::int as over from (${definitions[name].rows}) row`,
    );
    expect([name, over]).toEqual([name, found[0].over]);
    if (name !== 'tasks_open') expect([name, over > 0]).toEqual([name, true]);
    const wrong = Math.abs(value! - found[0].value!) / Math.max(1e-9, Math.abs(found[0].value!));
    expect([name, wrong <= (ROUGHER[name] ?? 1e-6)]).toEqual([name, true]);
  }
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const year = `from=${daysAgo(170)}&bucket=week`;

test.each(Object.keys(independent))('%s: each figure is what SQL makes of the rows that it names', async (path) => {
  const answer = await client.get<Answer>(`${path}?${year}&explain=true`);
  await compare(answer.figures, answer.definitions, independent[path]);
});

test('one agent: each figure is what SQL makes of the rows that it names, which are its own', async () => {
  const { agent, definitions } = await client.get<{ agent: { figures: Answer['figures'] } } & Answer>(
    `/analytics/agents/year-3?${year}&explain=true`,
  );
  await compare(agent.figures, definitions, {
    ...independent['/analytics/agents'],
    handoffs_given: [counts],
    handoffs_taken: [counts],
    tasks_open: [counts],
    handoffs_accepted_rate: ['avg((accepted_at is not null)::int)'],
    handoff_completeness: ['avg(completeness)'],
    handoff_quality: ['avg(quality)'],
  });
});

test('one workflow: each figure is what SQL makes of the rows that it names, which are its own', async () => {
  const path = `/analytics/workflows/${truths.workflowId}?${year}&explain=true`;
  const { figures, definitions } = await client.get<Answer>(path);
  await compare(figures, definitions, independent['/analytics/workflows']);
});

test.each(Object.keys(independent))('%s: the window before is the same figure, asked for that window', async (path) => {
  const answer = await client.get<Answer>(`${path}?${year}`);
  const { from, to } = answer.window.before;
  const before = await client.get<Answer>(`${path}?from=${from}&to=${to}&bucket=week`);
  expect(before.window).toMatchObject({ from, to });
  for (const [name, figure] of Object.entries(answer.figures)) {
    if (figure.before) expect([name, figure.before]).toEqual([name, { value: before.figures[name].value, over: before.figures[name].over }]); // prettier-ignore
  }
});

interface Chart {
  labels: string[];
  datasets: { label: string; data: (number | null)[] & { x: string; y: number | string; v: number }[] }[];
}
const chart = async (name: string) =>
  (await client.get<{ chart: { data: Chart } }>(`/analytics/charts/${name}?${year}`)).chart.data;
const sum = (numbers: (number | null)[]) => numbers.reduce<number>((all, one) => all + (one ?? 0), 0);
const count = async (from: string) =>
  (await postgres.query<{ count: number }>(`select count(*)::int as count from ${from}`)).rows[0].count;

test('charts show all that there is, each thing once', async () => {
  const { window, figures } = await client.get<Answer>(`/analytics/stories?${year}`);
  const within = `ended_at >= '${window.from}' and ended_at < '${window.to}'`;
  const throughput = await chart('throughput');
  expect(throughput.datasets.map(({ data }) => sum(data))).toEqual([
    await count(`stories where status = 'DONE' and ${within}`),
    await count(`tasks where status = 'COMPLETED' and ${within}`),
    await count(`workflows where status = 'COMPLETED' and ${within}`),
  ]);
  for (const { data } of throughput.datasets) expect(data).toHaveLength(throughput.labels.length);

  const flow = await chart('cumulative-flow');
  expect(flow.datasets.map(({ data }) => data.at(-1))).toEqual([
    await count(`stories where status = 'DONE'`),
    await count(`stories where ended_at is null and started_at is not null`),
    await count(`stories where ended_at is null and started_at is null`),
  ]);
  const [middle] = flow.labels.slice(flow.labels.length / 2);
  expect(flow.datasets[0].data[flow.labels.indexOf(middle) - 1]).toBe(
    await count(`stories where status = 'DONE' and ended_at < '${middle}'`),
  );

  const burnUp = await chart('burn-up/year-1');
  const ofEpic = `stories where epic_uuid = (select id from epics where epic_id = 'year-1')`;
  expect(burnUp.datasets.slice(0, 2).map(({ data }) => data.at(-1))).toEqual([
    await count(`${ofEpic} and status <> 'CANCELLED'`),
    await count(`${ofEpic} and status = 'DONE'`),
  ]);

  expect((await chart('cycle-times')).datasets[0].data).toHaveLength(figures.cycle_hours_p50.over);
  const handoffs = (await chart('handoffs')).datasets[0].data as unknown as { v: number }[];
  const offered = await client.get<Answer>(`/analytics/collaboration?${year}`);
  expect(sum(handoffs.map(({ v }) => v))).toBe(offered.figures.handoffs_offered.value);
  const uses = await client.get<Answer>(`/analytics/memory?${year}`);
  expect(sum((await chart('memory-use')).datasets.map(({ data }) => sum(data)))).toBe(uses.figures.uses.value);
});

test('the slow stage takes most of the time', async () => {
  interface Stage {
    stage_id: string;
    figures: { time_share: Figure };
  }
  const { stages } = await client.get<{ stages: Stage[] }>(`/analytics/workflows/${truths.workflowId}?${year}`);
  const [first] = stages.sort((one, other) => other.figures.time_share.value! - one.figures.time_share.value!);
  expect(first.stage_id).toBe(truths.slowStage);
  expect(first.figures.time_share.value).toBeGreaterThan(0.5);
  expect((await chart('stage-durations')).labels[0]).toBe(`${truths.workflowId} ${truths.slowStage}`);
});

test('the weak pair is the one whose handoffs are accepted least', async () => {
  interface Pair {
    from_agent_id: string;
    to_agent_id: string;
    figures: { acceptance_rate: Figure };
  }
  const { pairs } = await client.get<{ pairs: Pair[] }>(`/analytics/collaboration?${year}`);
  const [worst] = pairs.sort((one, other) => one.figures.acceptance_rate.value! - other.figures.acceptance_rate.value!);
  expect([worst.from_agent_id, worst.to_agent_id]).toEqual(truths.weakPair);
});

test('the bad week is the one in which most failed', async () => {
  interface Bucket {
    from: string;
    success_rate: number | null;
  }
  const { series } = await client.get<{ series: Bucket[] }>(`/analytics/agents?from=${daysAgo(170)}&bucket=day`);
  const known = series.filter(({ success_rate }) => success_rate !== null);
  const worst = known.sort((one, other) => one.success_rate! - other.success_rate!).slice(0, 5);
  for (const { from } of worst) {
    const days = (Date.now() - new Date(from).getTime()) / 86_400_000;
    expect(days).toBeLessThan(truths.badWeek.from + 2);
    expect(days).toBeGreaterThan(truths.badWeek.to - 1);
  }
});
