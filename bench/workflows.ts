import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { serve } from './serve';

const CLIENTS = Number(process.argv[2] ?? 20);
const SECONDS = Number(process.argv[3] ?? 5);
const ROUNDS = 3;
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

/** Sends a request; its answer must be 2xx. */
function post(url: string, body: object = {}): Promise<{ key: string }> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((done, fail) => {
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      let answered = '';
      answer.on('data', (part: Buffer) => (answered += part.toString()));
      answer.once('end', () => {
        if (answer.statusCode! < 300) done(JSON.parse(answered) as { key: string });
        else fail(new Error(`${url} answered ${answer.statusCode}: ${answered}`));
      });
    });
    sent.once('error', fail);
    sent.end(text);
  });
}

/** One run from its start to COMPLETED, over HTTP. */
async function twoStages(api: string): Promise<void> {
  const { key } = await post(`${api}/workflows/start`, { workflow_id: 'pair', user_id: 'ada', session_id: 's-1' });
  const stages = `${api}/workflows/${key}/stages`;
  await post(`${stages}/analyst-brief-md/start`);
  await post(`${stages}/analyst-brief-md/complete`, { artifacts: [{ name: 'brief.md' }] });
  await post(`${stages}/pm-prd-md/start`);
  await post(`${stages}/pm-prd-md/complete`, { artifacts: [{ name: 'prd.md' }] });
}

/** A run of its own that is paused and resumed again and again. */
async function pausing(api: string): Promise<() => Promise<void>> {
  const { key } = await post(`${api}/workflows/start`, { workflow_id: 'pair', user_id: 'ada', session_id: 's-1' });
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

/** Measures both in turn, some rounds. */
async function compare(title: string, ours: () => Promise<Figures>, theirs: () => Figures): Promise<void> {
  const rounds: { ours: Figures; theirs: Figures }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const pair = { ours: await ours(), theirs: theirs() };
    rounds.push(pair);
    console.log(`${title}, ${round}: ours ${show(pair.ours)}, theirs ${show(pair.theirs)}`);
  }
  const rate = median(rounds.map((pair) => pair.ours.perSecond / pair.theirs.perSecond));
  const time = median(rounds.map((pair) => pair.ours.p50 / pair.theirs.p50));
  console.log(`${title}: ${rate.toFixed(2)} of their rate, ${time.toFixed(2)} of their p50`);
}

async function main(): Promise<void> {
  if (!existsSync(join(PEERS, 'node_modules'))) throw new Error('First: npm ci --prefix bench/peers');
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  mkdirSync(join(scratch, 'pair/workflows'), { recursive: true });
  writeFileSync(join(scratch, 'pair/workflows/pair.yaml'), PAIR);
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'data'), path: process.env.PATH });
  const client = new Client(postgres.url('postgres'));
  await client.connect();
  for (const database of ['ours', 'dbos', 'langgraph']) await client.query(`create database ${database}`);
  await client.end();
  const env = { PORT: '0', DATABASE_URL: postgres.url('ours'), BMAD_CORE: `.bmad-core,${join(scratch, 'pair')}` };
  const server = await serve([resolve(__dirname, '../src/main.js')], env);
  const api = `${server.url}/api/v1/bmad`;

  await measure(2, () => Promise.resolve(() => twoStages(api)));
  const runs = () => measure(SECONDS, () => Promise.resolve(() => twoStages(api)));
  await compare(`two stages, ${CLIENTS} at once, against DBOS`, runs, () => peer('dbos.mjs', postgres.url('dbos')));
  const rests = () => measure(SECONDS, () => pausing(api));
  await compare(`pause and resume, ${CLIENTS} at once, against LangGraph`, rests, () =>
    peer('langgraph.mjs', postgres.url('langgraph')),
  );
  server.child.kill();
  agent.destroy();
  await postgres.stop();
  rmSync(scratch, { recursive: true, force: true });
}

void main();
