import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { serve } from './serve';
import { FULL_YEAR, seedYear, truths } from './year/year';

/** Sizes, and with `--data` the folder in which what was seeded is kept, to be used again on the same day. */
const { positionals, values: options } = parseArgs({ options: { data: { type: 'string' } }, allowPositionals: true });
const SIZES = positionals.length ? positionals.map(Number) : [10_000, 1_000_000, 10_000_000];
const ROUNDS = 100;
/** Each connection plans a statement anew some times before it keeps its plan. */
const WARM_UP = 8;
/** What a server does by itself once it is up, such as the forecasts of the day, is over then. */
const SETTLED_MS = 15_000;

const ROUTES = [
  ...[
    'agents',
    'agents/year-1',
    'workflows',
    `workflows/${truths.workflowId}`,
    'stories',
    'collaboration',
    'memory',
    'system',
    'success-metrics',
  ],
  ...[
    'throughput',
    'cumulative-flow',
    'burn-up/year-1',
    'cycle-times',
    'handoffs',
    'stage-durations',
    'memory-use',
  ].map((chart) => `charts/${chart}`),
  'forecasts/epics/year-1',
];

/** What answers the first question of all without roll-ups. */
const BARE = `select count(*), avg(success::int), percentile_disc(0.95) within group (order by response_time_ms)
  from bmad.agent_activities where at >= now() - interval '30 days'`;

const percentile = (times: number[], percent: number) =>
  [...times].sort((one, other) => one - other)[Math.ceil((times.length * percent) / 100) - 1];

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** @throws Error for an answer that is no success, or that does not count all activities yet */
async function get(url: string): Promise<void> {
  const answer = await fetch(url, { headers: { 'x-bmad-project': 'year' } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  if (text.includes('"complete":false')) throw new Error(`${url} has not counted all activities`);
}

/** Waits until all activities are counted. @returns seconds */
async function counted(client: Client): Promise<number> {
  const began = performance.now();
  const behind = `select exists (select from bmad.agent_activities a, bmad.activity_readers r where (a.tx, a.id) > (r.tx, r.activity_uuid)) as waits`;
  while ((await client.query<{ waits: boolean }>(behind)).rows[0].waits) await sleep(500);
  return (performance.now() - began) / 1000;
}

/** Writes the year, and waits until it is counted. */
async function seed(activities: number, api: string, client: Client): Promise<void> {
  const project = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"key":"year","name":"Year"}',
  };
  await fetch(`${api}/projects`, project);
  const seconds = (await timed(() => seedYear(client, 'year', { ...FULL_YEAR, activities }))) / 1000;
  console.log(`${activities} activities: seeded in ${seconds.toFixed(0)} s, counted ${(await counted(client)).toFixed(0)} s later`); // prettier-ignore
  await client.query('vacuum analyze');
}

/** @param seeded whether that was done before */
async function measure(activities: number, url: string, seeded: boolean): Promise<void> {
  const server = await serve([resolve(__dirname, '../src/main.js')], { PORT: '0', DATABASE_URL: url });
  const api = `${server.url}/api/v1/bmad`;
  const client = new Client(url);
  await client.connect();
  if (!seeded) await seed(activities, api, client);
  await sleep(SETTLED_MS);
  const bare: number[] = [];
  for (const route of ROUTES) {
    const times: number[] = [];
    const first = await timed(() => get(`${api}/analytics/${route}`));
    for (let round = 1; round < WARM_UP; round++) await get(`${api}/analytics/${route}`);
    for (let round = 0; round < ROUNDS; round++) times.push(await timed(() => get(`${api}/analytics/${route}`)));
    // Not in between: it reads so much that what comes next finds its own pages gone.
    bare.push(await timed(() => client.query(BARE)));
    console.log(
      `  ${route.padEnd(28)} first ${first.toFixed(0)}, then p50 ${percentile(times, 50).toFixed(1)} p95 ${percentile(times, 95).toFixed(1)} ms`,
    );
  }
  const agents: number[] = [];
  for (let round = 0; round < ROUNDS; round++) agents.push(await timed(() => get(`${api}/analytics/agents`)));
  const ratio = percentile(agents, 50) / percentile(bare, 50);
  console.log(`  bare SQL over the activities: p50 ${percentile(bare, 50).toFixed(1)} ms; all of /agents takes ${ratio.toFixed(3)} of it`); // prettier-ignore
  await client.end();
  server.child.kill();
}

/** Times every figure over a year with more and more activities, beside one statement that reads them all. */
async function main(): Promise<void> {
  const scratch = options.data ?? mkdtempSync(join(tmpdir(), 'bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'data'), path: process.env.PATH });
  const client = new Client(postgres.url('postgres'));
  await client.connect();
  for (const size of SIZES) {
    const { rowCount: there } = await client.query('select from pg_database where datname = $1', [`year_${size}`]);
    if (!there) await client.query(`create database year_${size}`);
    await measure(size, postgres.url(`year_${size}`), there === 1);
  }
  await client.end();
  await postgres.stop();
  if (!options.data) rmSync(scratch, { recursive: true, force: true });
}

void main();
