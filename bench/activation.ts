import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { QueryConfig } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { Env } from '../src/env';
import { start } from '../src/start';
import { load, type LoadResult } from './load';
import { capture } from './capture';
import { serve } from './serve';

const MARKER = 'captured-session';
const CLIENTS = Number(process.argv[2] ?? 100);
const SECONDS = Number(process.argv[3] ?? 5);
const ROUNDS = 3;

const activation = (session: string) => ({ agent_id: 'dev', session_id: session, user_id: 'ada' });

/** The statements that one activation runs, as the driver gets them. */
async function captured(url: string): Promise<QueryConfig[]> {
  const server = await start(Env.read({ PORT: '0', DATABASE_URL: url, BMAD_CORE: '.bmad-core' }));
  const activate = () =>
    fetch(`${server.url}/api/v1/bmad/agents/activate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activation(MARKER)),
    });
  await activate();
  const seen = await capture(async () => {
    await activate();
    return {};
  });
  await server.stop();
  return seen;
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'data'), path: process.env.PATH });
  const url = postgres.url('postgres');
  const statements = await captured(url);
  const file = join(scratch, 'statements.json');
  writeFileSync(file, JSON.stringify(statements));
  const env = { PORT: '0', DATABASE_URL: url, BMAD_CORE: '.bmad-core' };
  const ours = await serve([resolve(__dirname, '../src/main.js')], env);
  const bare = await serve([resolve(__dirname, 'bare-server.js'), url, file, MARKER], {});
  const send = (n: number) => ({
    path: '/api/v1/bmad/agents/activate',
    body: activation(`s-${n % (CLIENTS * 10)}`),
  });
  const results: { ours: LoadResult; bare: LoadResult }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const pair = {
      ours: await load(ours.url, { clients: CLIENTS, seconds: SECONDS, send }),
      bare: await load(bare.url, { clients: CLIENTS, seconds: SECONDS, send }),
    };
    if (round > 0) results.push(pair);
    for (const [name, { perSecond, p50, p99, failures }] of Object.entries(pair)) {
      const figures = `${perSecond.toFixed(0)}/s p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms, ${failures} failures`;
      console.log(`${round || 'warm-up'} ${name}: ${figures}`);
    }
  }
  const ratios = results.map((pair) => pair.ours.perSecond / pair.bare.perSecond).sort((a, b) => a - b);
  const ratio = ratios[Math.floor(ratios.length / 2)].toFixed(2);
  console.log(`${statements.length} statements, ${CLIENTS} clients: throughput ${ratio} of the bare server's`);
  ours.child.kill();
  bare.child.kill();
  await postgres.stop();
  rmSync(scratch, { recursive: true, force: true });
}

void main();
