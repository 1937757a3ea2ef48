import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { type Conversation, readLocomo, type Turn } from './locomo';
import {
  brier,
  calibrationError,
  claimsOf,
  gainAt,
  type Judged,
  reciprocalRank,
  recallAt,
  separation,
} from './retrieval-metrics';
import { serve } from './serve';
import { makeTextSearch, textSearch } from './text-search';

/** `npm run bench:memory-quality -- <file in the format of LoCoMo>` */
const [, , file] = process.argv;
const AGENT = 'dev';
/** How many memories an answer has. */
const LIMIT = 20;
const PEERS = resolve('bench/peers');
const categories = ['', 'multi-hop', 'temporal', 'open-domain', 'single-hop'];

interface Answer {
  memories: { id: string; confidence: number }[];
  confidence: number;
}

let api: string;

async function post<T>(path: string, body: object, project = 'default'): Promise<T> {
  const headers = { 'content-type': 'application/json', 'x-bmad-project': project };
  const response = await fetch(`${api}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

const ask = (question: string, project: string) =>
  post<Answer>('/memory/context', { agent_id: AGENT, query: question, limit: LIMIT }, project);

/** One memory for each turn, in a project of its own. @returns the ids of the turns by those of the memories */
async function tell({ turns }: Conversation, project: string): Promise<Map<string, string>> {
  await post('/projects', { key: project, name: project });
  const told = new Map<string, string>();
  for (const turn of turns)
    told.set((await post<{ id: string }>('/memory/store', memoryOf(turn), project)).id, turn.id);
  return told;
}

const memoryOf = ({ speaker, text, session, at }: Turn) => ({
  agent_id: AGENT,
  content: text,
  category: 'AGENT_CONTEXT',
  session_id: session,
  entities: [speaker],
  occurred_at: at.toISOString(),
});

async function judge(conversation: Conversation, project: string, told: Map<string, string>): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const { question, evidence } of conversation.questions) {
    const { memories } = await ask(question, project);
    judged.push({
      relevant: memories.map(({ id }) => evidence.includes(told.get(id)!)),
      confidences: memories.map(({ confidence }) => confidence),
      evidence: evidence.length,
    });
  }
  return judged;
}

/** The same questions, answered by what Postgres has by itself. */
async function reportTextSearch(
  url: string,
  conversations: Conversation[],
  told: Map<string, string>[],
): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await makeTextSearch(client);
  const answers: string[][] = [];
  for (const [n, { id, questions }] of conversations.entries()) {
    for (const { question } of questions) {
      const { rows } = await client.query<{ id: string }>(textSearch(id.toLowerCase(), question, LIMIT));
      answers.push(rows.map((row) => told[n].get(row.id)!));
    }
  }
  reportPeer('ts_rank', conversations, answers);
  await client.query('create database peers');
  await client.end();
}

/** The same turns and questions, given to the store of LangGraph. */
function reportStore(url: string, scratch: string, conversations: Conversation[]): void {
  if (!existsSync(join(PEERS, 'node_modules'))) return console.log('LangGraph: first `npm ci --prefix bench/peers`');
  const memories = conversations.flatMap(({ id: space, turns }) =>
    turns.map(({ id: key, speaker, text }) => ({ space, key, value: { speaker, text } })),
  );
  const questions = conversations.flatMap(({ id: space, questions: some }) =>
    some.map(({ question }) => ({ space, question })),
  );
  const file = join(scratch, 'store.json');
  writeFileSync(file, JSON.stringify({ memories, questions, limit: LIMIT }));
  const output = execFileSync(process.execPath, ['--no-warnings', join(PEERS, 'langgraph-store.mjs'), url, file]);
  reportPeer('LangGraph', conversations, JSON.parse(output.toString().trim().split('\n').pop()!) as string[][]);
}

/** @param answers the turns that were found for each question */
function reportPeer(name: string, conversations: Conversation[], answers: string[][]): void {
  const judged = conversations
    .flatMap(({ questions }) => questions)
    .map(({ evidence }, n) => ({
      relevant: answers[n].map((turn) => evidence.includes(turn)),
      confidences: [],
      evidence: evidence.length,
    }));
  report(`${name} (${judged.length})`, judged);
}

const percent = (value: number) => (100 * value).toFixed(1);

function report(title: string, judged: Judged[]): void {
  const [r1, r5, r10, r20] = [1, 5, 10, 20].map((k) => percent(recallAt(k, judged)));
  const rest = `MRR ${percent(reciprocalRank(judged))}  nDCG@10 ${percent(gainAt(10, judged))}`;
  console.log(`${title.padEnd(22)} R@1 ${r1}  R@5 ${r5}  R@10 ${r10}  R@20 ${r20}  ${rest}`);
}

async function main(): Promise<void> {
  const conversations = readLocomo(file);
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'data'), path: process.env.PATH });
  const url = postgres.url('postgres');
  const env = { PORT: '0', DATABASE_URL: url, BMAD_CORE: '.bmad-core', LOG_LEVEL: 'warn' };
  const server = await serve([resolve(__dirname, '../src/main.js')], env);
  api = `${server.url}/api/v1/bmad`;
  try {
    const judged: { category: number; judged: Judged }[] = [];
    const told = await Promise.all(conversations.map((one) => tell(one, one.id.toLowerCase())));
    for (const [n, one] of conversations.entries()) {
      const answers = await judge(one, one.id.toLowerCase(), told[n]);
      report(one.id, answers);
      judged.push(...answers.map((answer, q) => ({ category: one.questions[q].category, judged: answer })));
    }
    for (const category of [1, 2, 3, 4]) {
      const some = judged.filter((one) => one.category === category).map((one) => one.judged);
      report(`${categories[category]} (${some.length})`, some);
    }
    const all = judged.map((one) => one.judged);
    report(`all (${all.length})`, all);
    await reportTextSearch(url, conversations, told);
    reportStore(postgres.url('peers'), scratch, conversations);
    const claims = claimsOf(all, 10);
    console.log(
      `confidence of the first ten: ECE ${calibrationError(claims).toFixed(4)}, Brier ${brier(claims).toFixed(4)}`,
    );
    await reportUnanswerable(conversations, all);
  } finally {
    server.child.kill();
    await new Promise((gone) => server.child.once('exit', gone));
    await postgres.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Asks questions where nobody knows the answer: in the next conversation. */
async function reportUnanswerable(conversations: Conversation[], answered: Judged[]): Promise<void> {
  const strange: number[] = [];
  for (const [n, { questions }] of conversations.entries()) {
    const project = conversations[(n + 1) % conversations.length].id.toLowerCase();
    for (const { question } of questions) strange.push((await ask(question, project)).confidence);
  }
  const known = answered.map(({ confidences }) => confidences[0] ?? 0);
  console.log(`answerable against unanswerable by the best confidence: AUROC ${separation(known, strange).toFixed(3)}`);
  const share = (values: number[], least: number) =>
    percent(values.filter((value) => value >= least).length / values.length);
  for (const least of [0.05, 0.1, 0.3]) {
    console.log(
      `at least ${least}: ${share(known, least)} % of the answerable, ${share(strange, least)} % of the others`,
    );
  }
}

void main();
