import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type QueryConfig } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { Env } from '../src/env';
import { start } from '../src/start';
import { capture, hide } from './capture';
import { serve } from './serve';

const CLIENTS = Number(process.argv[2] ?? 20);
const SECONDS = Number(process.argv[3] ?? 5);
const ROUNDS = 3;
/** After a request the server has something to do by itself for a while. */
const QUIET_MS = 1000;
const PEERS = resolve('bench/peers');

/** Two stages of two agents: a document, the handoff with its words, and what is made of it. */
const PAIR = `
workflow:
  id: pair
  sequence:
    - { agent: analyst, creates: brief.md }
    - { agent: pm, creates: prd.md, requires: brief.md }
  handoff_prompts: { analyst_to_pm: The brief is ready. }
`;

interface Figures {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

const agent = new Agent({ keepAlive: true });

interface Answer {
  id: string;
  key: string;
  stages: { id: string }[];
}

/** Sends a request; its answer must be 2xx. */
function send<T>(method: string, url: string, body?: object): Promise<T> {
  const text = body ? JSON.stringify(body) : '';
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((done, fail) => {
    const sent = request(url, { method, agent, headers: body ? headers : {} }, (answer) => {
      let answered = '';
      answer.on('data', (part: Buffer) => (answered += part.toString()));
      answer.once('end', () => {
        if (answer.statusCode! < 300) done(JSON.parse(answered) as T);
        else fail(new Error(`${url} answered ${answer.statusCode}: ${answered}`));
      });
    });
    sent.once('error', fail);
    sent.end(text);
  });
}
const post = (url: string, body: object = {}) => send<Answer>('POST', url, body);

const begin = (api: string) =>
  post(`${api}/workflows/start`, { workflow_id: 'pair', user_id: 'ada', session_id: 's-1' });

/** What follows after the start of a run. */
const MOVES = [
  ['analyst-brief-md/start', {}],
  ['analyst-brief-md/complete', { artifacts: [{ name: 'brief.md' }] }],
  ['pm-prd-md/start', {}],
  ['pm-prd-md/complete', { artifacts: [{ name: 'prd.md' }] }],
] as const;

/** One run from its start to COMPLETED, over HTTP. */
async function twoStages(api: string): Promise<void> {
  const { key } = await begin(api);
  for (const [move, body] of MOVES) await post(`${api}/workflows/${key}/stages/${move}`, body);
}

/** The statements of such a run, request by request, with what differs each time left open. */
async function statementsOf(env: Record<string, string>): Promise<Record<string, QueryConfig[]>> {
  const server = await start(Env.read(env));
  const api = `${server.url}/api/v1/bmad`;
  await twoStages(api);
  const routes: Record<string, QueryConfig[]> = {};
  const seen: QueryConfig[][] = [];
  let run!: Answer;
  const note = async (work: () => Promise<unknown>) => {
    await sleep(QUIET_MS);
    seen.push(await capture(async () => work().then(() => ({}))));
  };
  await note(async () => (run = await begin(api)));
  for (const [move, body] of MOVES) await note(() => post(`${api}/workflows/${run.key}/stages/${move}`, body));
  const { items } = await send<{ items: { id: string; handoff_id: string }[] }>(
    'GET',
    `${api}/collaboration/handoffs?workflow_id=${run.key}`,
  );
  const [one, other] = run.stages;
  const names = {
    run: run.id,
    key: run.key,
    one: one.id,
    other: other.id,
    handoff: items[0].handoff_id,
    offer: items[0].id,
  };
  seen.forEach((statements, n) => (routes[`/${n}`] = hide(statements, names)));
  await server.stop();
  return routes;
}

let bareRuns = 0;

/** The statements of one run, sent as its requests would be. */
async function bareStages(url: string): Promise<void> {
  const n = ++bareRuns;
  const names = {
    run: randomUUID(),
    one: randomUUID(),
    other: randomUUID(),
    key: `bare-${n}`,
    handoff: `B-${n}`,
    offer: randomUUID(),
  };
  for (let place = 0; place <= MOVES.length; place++) await post(`${url}/${place}`, names);
}

/** A run of its own that is paused and resumed again and again. */
async function pausing(api: string): Promise<() => Promise<void>> {
  const { key } = await begin(api);
  return async () => {
    await post(`${api}/workflows/${key}/pause`);
    await post(`${api}/workflows/${key}/resume`);
  };
}

/** The same measure that the peers are taken by. */
async function measure(seconds: number, prepare: () => Promise<() => Promise<void>>): Promise<Figures> {
  const { atOnce } = (await import(join(PEERS, 'at-once.mjs'))) as {
    atOnce: (clients: number, seconds: number, prepare: () => Promise<() => Promise<void>>) => Promise<Figures>;
  };
  return atOnce(CLIENTS, seconds, prepare);
}

/** A peer in a process of its own, on a database of its own in the same Postgres. */
function peer(program: string, url: string): Figures {
  const output = execFileSync(process.execPath, [
    '--no-warnings',
    join(PEERS, program),
    url,
    `${CLIENTS}`,
    `${SECONDS}`,
  ]);
  return JSON.parse(output.toString().trim().split('\n').pop()!) as Figures;
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const show = ({ perSecond, p50, p99 }: Figures) =>
  `${perSecond.toFixed(0)}/s p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms`;

type Side = () => Figures | Promise<Figures>;

/** Measures ours and the others in turn, some rounds. */
async function compare(title: string, ours: Side, others: Record<string, Side>): Promise<void> {
  const ratios = new Map<string, { rate: number; time: number }[]>(Object.keys(others).map((name) => [name, []]));
  for (let round = 1; round <= ROUNDS; round++) {
    const own = await ours();
    console.log(`${title}, ${round}: ours ${show(own)}`);
    for (const [name, measured] of Object.entries(others)) {
      const theirs = await measured();
      console.log(`${title}, ${round}: ${name} ${show(theirs)}`);
      ratios.get(name)!.push({ rate: own.perSecond / theirs.perSecond, time: own.p50 / theirs.p50 });
    }
  }
  for (const [name, all] of ratios) {
    const [rate, time] = [median(all.map((one) => one.rate)), median(all.map((one) => one.time))];
    console.log(`${title}: ${rate.toFixed(2)} of the rate of ${name}, ${time.toFixed(2)} of its p50`);
  }
}

async function main(): Promise<void> {
  if (!existsSync(join(PEERS, 'node_modules'))) throw new Error('First: npm ci --prefix bench/peers');
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  mkdirSync(join(scratch, 'pair/workflows'), { recursive: true });
  writeFileSync(join(scratch, 'pair/workflows/pair.yaml'), PAIR);
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'data'), path: process.env.PATH });
  const client = new Client(postgres.url('postgres'));
  await client.connect();
  for (const database of ['ours', 'bare', 'dbos', 'langgraph']) await client.query(`create database ${database}`);
  await client.end();
  const env = { PORT: '0', DATABASE_URL: postgres.url('ours'), BMAD_CORE: `.bmad-core,${join(scratch, 'pair')}` };
  const routes = await statementsOf({ ...env, DATABASE_URL: postgres.url('bare') });
  const file = join(scratch, 'routes.json');
  writeFileSync(file, JSON.stringify(routes));
  const bare = await serve([resolve(__dirname, 'bare-tasks-server.js'), postgres.url('bare'), file], {});
  const server = await serve([resolve(__dirname, '../src/main.js')], env);
  const api = `${server.url}/api/v1/bmad`;

  const statements = Object.values(routes).flat().length;
  console.log(`the bare server runs the ${statements} statements of a run in ${MOVES.length + 1} requests, one by one`);
  await measure(2, () => Promise.resolve(() => twoStages(api)));
  await measure(2, () => Promise.resolve(() => bareStages(bare.url)));
  const runs = () => measure(SECONDS, () => Promise.resolve(() => twoStages(api)));
  await compare(`two stages, ${CLIENTS} at once`, runs, {
    'a bare server': () => measure(SECONDS, () => Promise.resolve(() => bareStages(bare.url))),
    DBOS: () => peer('dbos.mjs', postgres.url('dbos')),
  });
  const rests = () => measure(SECONDS, () => pausing(api));
  await compare(`pause and resume, ${CLIENTS} at once`, rests, {
    LangGraph: () => peer('langgraph.mjs', postgres.url('langgraph')),
  });
  bare.child.kill();
  server.child.kill();
  agent.destroy();
  await postgres.stop();
  rmSync(scratch, { recursive: true, force: true });
}

void main();
