import 'reflect-metadata';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type QueryConfig } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { Env } from '../src/env';
import { RecallService } from '../src/memory/retrieval/recall.service';
import { Roster } from '../src/agents/roster.service';
import { openApplication, start } from '../src/start';
import { capture } from './capture';
import { fillMemories, questionsFrom } from './memory-rows';
import { serve } from './serve';
import { makeTextSearch, textSearch } from './text-search';

/** `npm run bench:memory-speed -- [memories] [sessions] [seconds]` */
const MEMORIES = Number(process.argv[2] ?? 1_000_000);
const SESSIONS = Number(process.argv[3] ?? 100);
const SECONDS = Number(process.argv[4] ?? 20);
/** How many ask at once, and the bounds of the seconds between an answer and the next question. */
const CROWDS: { sessions: number; thinking: [number, number] }[] = [
  { sessions: SESSIONS, thinking: [0.2, 1] },
  { sessions: SESSIONS, thinking: [0.5, 0.5] },
  { sessions: Math.ceil(SESSIONS / 5), thinking: [0, 0] },
  { sessions: SESSIONS, thinking: [0, 0] },
];
const API = '/api/v1/bmad';
const settings = (url: string) => ({ PORT: '0', DATABASE_URL: url, BMAD_CORE: '.bmad-core', LOG_LEVEL: 'warn' });
/** How many questions the bare server knows the statements of. */
const CAPTURED = 200;

interface Figures {
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
}

const connections = new Agent({ keepAlive: true });

function post(url: string, body: object): Promise<void> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((done, fail) => {
    const sent = request(url, { method: 'POST', agent: connections, headers }, (answer) => {
      answer.resume();
      answer.once('end', () =>
        answer.statusCode! < 300 ? done() : fail(new Error(`${url} answered ${answer.statusCode}`)),
      );
    });
    sent.once('error', fail);
    sent.end(text);
  });
}

/** Sessions that ask, think, and ask again. */
async function converse(
  ask: (n: number) => Promise<void>,
  sessions: number,
  seconds: number,
  [least, most]: [number, number],
): Promise<Figures> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  let n = 0;
  const session = async () => {
    await sleep(Math.random() * most * 1000);
    while (performance.now() < end) {
      const begun = performance.now();
      await ask(n++);
      times.push(performance.now() - begun);
      if (most > 0) await sleep((least + Math.random() * (most - least)) * 1000);
    }
  };
  await Promise.all(Array.from({ length: sessions }, session));
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { perSecond: times.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const show = ({ perSecond, p50, p95, p99 }: Figures) =>
  `${perSecond.toFixed(0)}/s p50 ${p50.toFixed(1)} p95 ${p95.toFixed(1)} p99 ${p99.toFixed(1)} ms`;

/** What is in the statements of a recall: whatever else is run meanwhile, the server does by itself. */
const OF_RECALL = /with\s+place as|with hit as/;

/** The statements of the recalls of some questions, each as a route of the bare server. */
async function routesFor(url: string, questions: readonly string[]): Promise<Record<string, QueryConfig[]>> {
  const server = await start(Env.read(settings(url)));
  const byItself = (text: string) => !OF_RECALL.test(text);
  const routes: Record<string, QueryConfig[]> = {};
  for (const [n, query] of questions.entries()) {
    const recall = async () => {
      await post(`${server.url}${API}/memory/context`, { agent_id: 'dev', query });
      return {};
    };
    routes[`/context/${n}`] = (await capture(recall, byItself)).map(withNewIds);
  }
  await server.stop();
  return routes;
}

/** What a recall records has ids of its own each time. */
function withNewIds(statement: QueryConfig): QueryConfig {
  const [known, anew] = ['select integration_id, (', 'select uuidv7(), ('];
  const { text = '' } = statement;
  if (text.includes('with hit as') && !text.includes(known)) throw new Error(`No ids are known in ${text}`);
  return { ...statement, text: text.replace(known, anew) };
}

/** Recalls by calling the service, without HTTP. */
async function reportService(url: string, projectId: string, question: (n: number) => string): Promise<void> {
  const { app, stop } = await openApplication(Env.read(settings(url)));
  const scope = { projectId, by: 'bench' };
  const [recalls, roster] = [app.get(RecallService), app.get(Roster)];
  const recall = async (n: number) => {
    const agent = await roster.viewer(scope, 'dev');
    await recalls.recall(scope, { agent, operation: 'CONTEXT', query: question(n), limit: 10 });
  };
  await converse(recall, 10, 5, [0, 0]);
  const sessions = Math.ceil(SESSIONS / 5);
  console.log(`${sessions} callers of the service: ${show(await converse(recall, sessions, SECONDS, [0, 0]))}`);
  await stop();
}

/** What is stored in a database that has nothing yet, by ten writers and by imports of a thousand lines. */
async function reportNew(dataDir: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir, path: process.env.PATH });
  const { url: server, child } = await serve(
    [resolve(__dirname, '../src/main.js')],
    settings(postgres.url('postgres')),
  );
  const word = () => Math.floor(Math.exp(Math.random() * Math.log(30_000))).toString(36);
  const note = (n: number) => ({
    agent_id: 'dev',
    category: 'TASK_COMPLETION',
    session_id: `new-${n % 10}`,
    content: Array.from({ length: 15 }, word).join(' '),
  });
  const store = (n: number) => post(`${server}${API}/memory/store`, note(n));
  console.log(`10 writers, new database: ${show(await converse(store, 10, SECONDS, [0, 0]))}`);
  const lines = (n: number) => Array.from({ length: 1_000 }, (_, k) => JSON.stringify(note(n + k))).join('\n');
  const imports = await converse((n) => post(`${server}${API}/memory/import`, { jsonl: lines(n) }), 2, SECONDS, [0, 0]);
  console.log(`2 importers of 1000 lines each: ${show(imports)}`);
  child.kill();
  await once(child, 'exit');
  await postgres.stop();
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  await reportNew(join(scratch, 'new'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'data'), path: process.env.PATH });
  const url = postgres.url('postgres');
  const first = await start(Env.read(settings(url)));
  await first.stop();
  const database = new Client(url);
  await database.connect();
  const begun = performance.now();
  await fillMemories(database, MEMORIES);
  console.log(`${MEMORIES} memories made in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const questions = await questionsFrom(database, 2_000);
  await makeTextSearch(database);
  // What was filled in is on disk then, and nobody waits for it to be written.
  await database.query('checkpoint');
  const searches = questions
    .slice(0, CAPTURED)
    .map((question, n) => [`/ts-rank/${n}`, [textSearch('default', question, 10)]] as const);
  const file = join(scratch, 'statements.json');
  const recalls = await routesFor(url, questions.slice(0, CAPTURED));
  writeFileSync(file, JSON.stringify({ ...recalls, ...Object.fromEntries(searches) }));
  const ours = await serve([resolve(__dirname, '../src/main.js')], settings(url));
  const bare = await serve([resolve(__dirname, 'bare-tasks-server.js'), url, file], {});
  const question = (n: number) => questions[n % questions.length];
  const asks = {
    ours: (n: number) => post(`${ours.url}${API}/memory/context`, { agent_id: 'dev', query: question(n) }),
    bare: (n: number) => post(`${bare.url}/context/${n % CAPTURED}`, {}),
    'ts_rank on GIN, bare': (n: number) => post(`${bare.url}/ts-rank/${n % CAPTURED}`, {}),
  };
  for (const ask of Object.values(asks)) await converse(ask, 10, 5, [0, 0]);
  for (const { sessions, thinking } of CROWDS) {
    for (const [name, ask] of Object.entries(asks)) {
      const figures = await converse(ask, sessions, SECONDS, thinking);
      console.log(
        `${sessions} sessions, ${thinking.join(' to ')} s between their questions, ${name}: ${show(figures)}`,
      );
    }
  }
  const stored = (n: number) =>
    post(`${ours.url}${API}/memory/store`, {
      agent_id: 'dev',
      category: 'TASK_COMPLETION',
      session_id: `writer-${n % 10}`,
      content: `Note ${n}: ${question(n)} ${question(n + 1)}`,
    });
  console.log(`10 writers: ${show(await converse(stored, 10, SECONDS, [0, 0]))}`);
  for (const { child } of [ours, bare]) child.kill();
  const { rows } = await database.query<{ id: string }>("select id from bmad.projects where key = 'default'");
  await reportService(url, rows[0].id, question);
  connections.destroy();
  await database.end();
  await postgres.stop();
  rmSync(scratch, { recursive: true, force: true });
}

void main();
