import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client, type QueryConfig } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { Env } from '../src/env';
import { start } from '../src/start';
import { capture } from './capture';
import { serve } from './serve';

const WORKERS = Number(process.argv[2] ?? 8);
const SECONDS = Number(process.argv[3] ?? 5);
const ROUNDS = 3;
/** How many tasks are ready whenever a measurement begins. */
const READY = 10_000;
const BULK = 100;
const CHAIN = 5_000;
const API = '/api/v1/bmad';
const SESSION = 'captured-session';

type Json = Record<string, unknown>;
interface Claimed {
  id: string;
  task_id: string;
  lease_token: string;
}

const agent = new Agent({ keepAlive: true });

/** Sends a request; its answer must be 2xx, or the refusal of a cycle. */
function call(method: string, url: string, body?: unknown): Promise<Json> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((done, fail) => {
    const sent = request(url, { method, agent, headers }, (answer) => {
      let answered = '';
      answer.on('data', (part: Buffer) => (answered += part.toString()));
      answer.once('end', () => {
        if (answer.statusCode! < 300 || answered.includes('dependency-cycle')) done(JSON.parse(answered) as Json);
        else fail(new Error(`${method} ${url} answered ${answer.statusCode}: ${answered}`));
      });
    });
    sent.once('error', fail);
    sent.end(text);
  });
}

/** The task and token of a claim, as either server answers it. */
function claimed(answer: Json | Claimed[]): Claimed {
  if (Array.isArray(answer)) {
    const [{ id, task_id, lease_token }] = answer;
    return { id, task_id, lease_token };
  }
  const { id, task_id } = answer.task as Claimed;
  return { id, task_id, lease_token: answer.lease_token as string };
}

/** A server with the routes that are measured. */
interface Side {
  claim(session: string): Promise<Claimed>;
  complete(task: Claimed): Promise<unknown>;
  ready(): Promise<unknown>;
  bulk(tasks: Claimed[]): Promise<unknown>;
  close(ends: { first: string; last: string; first_id: string; last_id: string }): Promise<unknown>;
}

const oursAt = (url: string): Side => ({
  claim: async (session_id) => claimed(await call('POST', `${url}${API}/tasks/claim`, { agent_id: 'dev', session_id })),
  complete: ({ task_id, lease_token }) => call('POST', `${url}${API}/tasks/${task_id}/complete`, { lease_token }),
  ready: () => call('GET', `${url}${API}/tasks/ready?agent_id=dev`),
  bulk: (tasks) =>
    call('POST', `${url}${API}/tasks/bulk`, {
      operations: tasks.map(({ task_id, lease_token }) => ({ op: 'complete', id: task_id, lease_token })),
    }),
  close: ({ first, last }) => call('POST', `${url}${API}/tasks/${first}/dependencies`, { depends_on: last }),
});

const bareAt = (url: string): Side => ({
  claim: async (session_id) => claimed(await call('POST', `${url}/claim`, { session_id })),
  complete: (task) => call('POST', `${url}/complete`, task),
  ready: () => call('POST', `${url}/ready`, {}),
  bulk: (tasks) => call('POST', `${url}/bulk`, Object.assign({}, ...tasks.map((task, n) => numbered(task, n))) as Json),
  close: (ends) => call('POST', `${url}/close`, ends),
});

const numbered = ({ id, task_id, lease_token }: Claimed, n: number) => ({
  [`id${n}`]: id,
  [`task_id${n}`]: task_id,
  [`lease_token${n}`]: lease_token,
});

/** Rows of their own for each measurement, written past the server. */
class Rows {
  private made = 0;
  constructor(private readonly client: Client) {}

  /** Tops the ready tasks up. */
  async fill(): Promise<void> {
    await this.client.query(
      `insert into bmad.tasks (project_id, task_id, name, priority, due_at, version)
       select p.id, 'B-' || n, 'Task ' || n, (array['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])[1 + n % 4]::bmad.task_priority,
         case when n % 3 = 0 then now() + n * interval '1 minute' end, 1
       from bmad.projects p, generate_series($1::int + 1, $1::int + $2::int
         - (select count(*)::int from bmad.tasks where status = 'PENDING' and waits_for = 0)) n
       where p.key = 'default'`,
      [this.made, READY],
    );
    this.made += READY;
    await this.client.query('vacuum analyze bmad.tasks');
  }

  /** A chain in which each task waits for the one before. */
  async chain(): Promise<{ first: string; last: string; first_id: string; last_id: string }> {
    const { rows } = await this.client.query<Claimed>(
      `insert into bmad.tasks (project_id, task_id, name, agent_id, waits_for, version)
       select p.id, 'C-' || n, 'Link ' || n, 'pm', least(n - 1, 1), 1
       from bmad.projects p, generate_series(1, ${CHAIN}) n where p.key = 'default' returning id, task_id`,
    );
    await this.client.query(
      `insert into bmad.task_dependencies (task_uuid, depends_on_uuid, project_id)
       select b.id, a.id, a.project_id from generate_series(2, ${CHAIN}) n
       join bmad.tasks a on a.task_id = 'C-' || n - 1 join bmad.tasks b on b.task_id = 'C-' || n`,
    );
    await this.client.query('analyze bmad.task_dependencies');
    const byId = new Map(rows.map((row) => [row.task_id, row.id]));
    const [first, last] = ['C-1', `C-${CHAIN}`];
    return { first, last, first_id: byId.get(first)!, last_id: byId.get(last)! };
  }
}

/** The statements behind each route, with the values that differ each time left open. */
async function routesOf(url: string, rows: Rows): Promise<Record<string, QueryConfig[]>> {
  const server = await start(Env.read({ PORT: '0', DATABASE_URL: url, BMAD_CORE: '.bmad-core' }));
  const ours = oursAt(server.url);
  await rows.fill();
  const ends = await rows.chain();
  await ours.complete(await ours.claim('warm'));
  let task!: Claimed;
  const claim = await capture(async () => {
    task = await ours.claim(SESSION);
    return { session_id: SESSION };
  });
  const complete = await capture(async () => {
    await ours.complete(task);
    return { ...task };
  });
  const many: Claimed[] = [];
  while (many.length < BULK) many.push(await ours.claim(SESSION));
  const bulk = await capture(async () => {
    await ours.bulk(many);
    return Object.assign({}, ...many.map((one, n) => numbered(one, n))) as Record<string, string>;
  });
  const ready = await capture(async () => {
    await ours.ready();
    return {};
  });
  const close = await capture(async () => {
    await ours.close(ends);
    return { ...ends };
  });
  await server.stop();
  return { '/claim': claim, '/complete': complete, '/bulk': bulk, '/ready': ready, '/close': close };
}

/** Claims and completions of all workers together, per second. */
async function pairsPerSecond(side: Side): Promise<number> {
  const end = performance.now() + SECONDS * 1000;
  let pairs = 0;
  const worker = async (n: number) => {
    for (; performance.now() < end; pairs++) await side.complete(await side.claim(`worker-${n}`));
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, n) => worker(n)));
  return pairs / SECONDS;
}

/** How long `work` takes, in milliseconds, one after the other. */
async function times(
  count: number,
  work: () => Promise<() => Promise<unknown>>,
): Promise<{ p50: number; p95: number }> {
  const taken: number[] = [];
  for (let n = 0; n < count; n++) {
    const run = await work();
    const begun = performance.now();
    await run();
    taken.push(performance.now() - begun);
  }
  taken.sort((a, b) => a - b);
  const at = (share: number) => taken[Math.min(count - 1, Math.floor(count * share))];
  return { p50: at(0.5), p95: at(0.95) };
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'data'), path: process.env.PATH });
  const url = postgres.url('postgres');
  const migrated = await start(Env.read({ PORT: '0', DATABASE_URL: url, BMAD_CORE: '.bmad-core' }));
  await migrated.stop();
  const client = new Client(url);
  await client.connect();
  const rows = new Rows(client);
  const routes = await routesOf(url, rows);
  const file = join(scratch, 'routes.json');
  writeFileSync(file, JSON.stringify(routes));
  const env = { PORT: '0', DATABASE_URL: url, BMAD_CORE: '.bmad-core' };
  const servers = [
    await serve([resolve(__dirname, '../src/main.js')], env),
    await serve([resolve(__dirname, 'bare-tasks-server.js'), url, file], {}),
  ];
  const sides = { ours: oursAt(servers[0].url), bare: bareAt(servers[1].url) };
  const { rows: links } = await client.query<Claimed>(
    `select id, task_id from bmad.tasks where task_id in ('C-1', 'C-${CHAIN}') order by task_id`,
  );
  const ends = { first: links[0].task_id, last: links[1].task_id, first_id: links[0].id, last_id: links[1].id };

  const pairs: Record<keyof typeof sides, number>[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const result = { ours: 0, bare: 0 };
    for (const name of ['ours', 'bare'] as const) {
      await rows.fill();
      result[name] = await pairsPerSecond(sides[name]);
    }
    console.log(
      `${round || 'warm-up'}: ours ${result.ours.toFixed(0)}, bare ${result.bare.toFixed(0)} claim+complete/s`,
    );
    if (round > 0) pairs.push(result);
  }
  const ratio = median(pairs.map(({ ours, bare }) => ours / bare));
  const statements = routes['/claim'].length + routes['/complete'].length;
  console.log(`claim+complete, ${WORKERS} workers, ${statements} statements: ${ratio.toFixed(2)} of the bare server's`);

  for (const [title, count, prepare] of [
    ['ready list of 50 at 10 000 ready tasks', 300, (side: Side) => Promise.resolve(() => side.ready())],
    [
      `bulk close of ${BULK}`,
      20,
      async (side: Side) => {
        const many: Claimed[] = [];
        while (many.length < BULK) many.push(await side.claim('bulk'));
        return () => side.bulk(many);
      },
    ],
    [`refused closing edge of a chain of ${CHAIN}`, 20, (side: Side) => Promise.resolve(() => side.close(ends))],
  ] as const) {
    await rows.fill();
    const [ours, bare] = [await times(count, () => prepare(sides.ours)), await times(count, () => prepare(sides.bare))];
    const show = ({ p50, p95 }: typeof ours) => `p50 ${p50.toFixed(1)} p95 ${p95.toFixed(1)} ms`;
    console.log(`${title}: ours ${show(ours)}, bare ${show(bare)}, ratio ${(bare.p50 / ours.p50).toFixed(2)}`);
  }
  for (const { child } of servers) child.kill();
  agent.destroy();
  await client.end();
  await postgres.stop();
  rmSync(scratch, { recursive: true, force: true });
}

void main();
