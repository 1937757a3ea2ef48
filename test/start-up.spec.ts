import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { Agent, get } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { until } from '../src/database/embedded/lab.fixture';
import { cloneDatabase } from './support/database';
import { ask, hasPostgres, scratchFolder, ServerProcess, type Scratch } from './support/process';

jest.setTimeout(120_000);

let scratch: Scratch;
let url: string;
beforeAll(async () => {
  scratch = scratchFolder();
  url = await cloneDatabase();
});
afterAll(async () => {
  await ServerProcess.endAll();
  scratch.remove();
});

const CLEAN = { code: 0, stderr: '' };
const outcome = async (server: ServerProcess, signal?: NodeJS.Signals) => ({
  code: (await server.stop(signal)).code,
  stderr: server.stderr,
});

/** Somebody else's connection to the database, such as one that holds a lock. */
async function stranger(sql: string): Promise<Client> {
  const client = new Client(url);
  await client.connect();
  await client.query(sql);
  strangers.push(client);
  return client;
}
const strangers: Client[] = [];
afterEach(async () => {
  for (const client of strangers.splice(0)) await client.end();
});

/** Lets every request for agents wait until it ends. */
const lockAgents = () => stranger('begin; lock table bmad.agents in access exclusive mode');

/** Waits until so many others wait for a lock. */
async function waiting(client: Client, count: number): Promise<void> {
  // Not by pg_stat_activity, which a transaction sees as it was at its first look.
  const here = '(select oid from pg_database where datname = current_database())';
  const sql = `select from pg_locks where database = ${here} and not granted`;
  while ((await client.query(sql)).rowCount! < count) await sleep(50);
}

describe('a start with nothing but a data folder', () => {
  const dataDir = () => join(scratch.path, 'data');

  test('the first one prints addresses that work, and a line for curl', async () => {
    const server = await ServerProcess.listening({ DATA_DIR: dataDir() });
    const swagger = /Swagger UI: +(\S+)/.exec(server.stdout)![1];
    expect(await (await fetch(swagger)).text()).toContain('swagger-ui');
    const line = /Try it: +(.+)/.exec(server.stdout)![1];
    const { items } = JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8' }));
    expect(items.map((agent: { agent_id: string }) => agent.agent_id)).toContain('analyst');

    const begin = { agent_id: 'analyst', session_id: 'kept', user_id: 'ada' };
    expect((await ask(`${server.api}/agents/activate`, begin)).status).toBe(200);
    expect(await outcome(server)).toEqual(CLEAN);
    expect(hasPostgres(dataDir())).toBe(false);
  });

  test('the second one has the data and listens soon', async () => {
    const since = Date.now();
    const server = await ServerProcess.listening({ DATA_DIR: dataDir() });
    expect(Date.now() - since).toBeLessThan(30_000);
    expect((await ask(`${server.api}/agents/active`)).body.items).toMatchObject([{ agent_id: 'analyst' }]);
    expect(await outcome(server, 'SIGINT')).toEqual(CLEAN);
    expect(hasPostgres(dataDir())).toBe(false);
  });

  test('a stop before it is done leaves nothing behind, and the next start works', async () => {
    const fresh = join(scratch.path, 'fresh');
    const server = ServerProcess.spawn({ DATA_DIR: fresh });
    await until(() => existsSync(join(fresh, 'postgres')), 30_000);
    expect(await outcome(server)).toEqual(CLEAN);
    await until(() => !hasPostgres(fresh), 30_000);
    expect(server.stdout).toBe('');
    const next = await ServerProcess.listening({ DATA_DIR: fresh });
    expect(await outcome(next)).toEqual(CLEAN);
  });
});

describe('a stop', () => {
  test.each([
    ['SIGTERM', ['SIGTERM']],
    ['Ctrl-C, which npm passes on a second time,', ['SIGINT', 'SIGINT']],
  ] as const)('by %s lets the requests under way finish', async (_, signals) => {
    const server = await ServerProcess.listening({ DATABASE_URL: url });
    const lock = await lockAgents();
    const answers = Promise.all([1, 2, 3].map(() => ask(`${server.api}/agents`)));
    await waiting(lock, 3);
    for (const signal of signals) server.child.kill(signal);
    await sleep(300);
    expect(server.running).toBe(true);
    await lock.query('rollback');
    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
    const { code, took } = await server.end();
    expect({ code, stderr: server.stderr }).toEqual(CLEAN);
    expect(took).toBeLessThan(7_000);
  });

  test('is not kept waiting by connections on which nothing is asked', async () => {
    const server = await ServerProcess.listening({ DATABASE_URL: url });
    const { port } = new URL(server.url);
    const mute = connect(Number(port), '127.0.0.1').on('error', () => {});
    const halfAsked = connect(Number(port), '127.0.0.1').on('error', () => {});
    halfAsked.write('GET /health/live HTTP/1.1\r\n');
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(get(`${server.url}/health/live`, { agent }), 'response');
    response.resume();
    await once(response, 'end');
    const { code, took } = await server.stop();
    expect(code).toBe(0);
    // Less than what requests under way are given.
    expect(took).toBeLessThan(4_500);
    agent.destroy();
    mute.destroy();
    halfAsked.destroy();
  });

  test('is cut short by a second Ctrl-C later', async () => {
    const server = await ServerProcess.listening({ DATABASE_URL: url });
    const lock = await lockAgents();
    const answer = ask(`${server.api}/agents`).catch(() => 'cut');
    await waiting(lock, 1);
    server.child.kill('SIGINT');
    await sleep(800);
    const { code, took } = await server.stop('SIGINT');
    expect({ code, stderr: server.stderr }).toEqual({ code: 1, stderr: '' });
    expect(took).toBeLessThan(6_000);
    expect(await answer).toBe('cut');
  });

  test('while it waits for another server that migrates', async () => {
    const client = await stranger(`select pg_advisory_lock(hashtextextended('nest-bmad:"bmad"', 0))`);
    const server = ServerProcess.spawn({ DATABASE_URL: url });
    await waiting(client, 1);
    const { code, took } = await server.stop();
    expect({ code, stderr: server.stderr }).toEqual(CLEAN);
    expect(took).toBeLessThan(7_000);
  });
});
