import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrations } from '../migrations';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { ask as askSql } from '../src/database/embedded/lab.fixture';
import { cloneDatabase } from './support/database';
import { openDoor, type Door } from './support/door';
import { ask, hasPostgres, scratchFolder, ServerProcess, type Scratch } from './support/process';

jest.setTimeout(60_000);

let scratch: Scratch;
beforeAll(() => {
  scratch = scratchFolder();
});
afterAll(async () => {
  await ServerProcess.endAll();
  scratch.remove();
});

describe('servers on one data folder', () => {
  const ada = { session_id: 's-1', user_id: 'ada' };
  const dataDir = () => join(scratch.path, 'data');
  const listening = () => ServerProcess.listening({ DATA_DIR: dataDir() });
  const running: ServerProcess[] = [];

  test('a run with a stage under way outlives kill -9', async () => {
    const first = await listening();
    await ask(`${first.api}/agents/activate`, { agent_id: 'analyst', ...ada });
    const { body: run } = await ask(`${first.api}/workflows/start`, { workflow_id: 'greenfield-fullstack', ...ada });
    const { body: before } = await ask(`${first.api}/workflows/${run.key}/next`);
    const [{ stage_id, agent_ids, creates }] = before.ready;
    const begun = { agent_id: agent_ids[0], session_id: ada.session_id };
    expect((await ask(`${first.api}/workflows/${run.key}/stages/${stage_id}/start`, begun)).status).toBe(200);
    await first.stop('SIGKILL');

    const second = await listening();
    running.push(second);
    const { body: after } = await ask(`${second.api}/workflows/${run.key}/next`);
    expect(after.active).toMatchObject([{ stage_id, status: 'ACTIVE' }]);
    expect((await ask(`${second.api}/agents/active`)).body.items).toMatchObject([{ agent_id: 'analyst' }]);
    const done = { artifacts: creates.map((name: string) => ({ name })), quality_score: 90 };
    const { body: stage } = await ask(`${second.api}/workflows/${run.key}/stages/${stage_id}/complete`, done);
    expect(stage.status).toBe('COMPLETED');
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('another joins, and stays when the first gets %s', async (signal) => {
    const [first] = running;
    const second = await listening();
    running.unshift(second);
    await ask(`${first.api}/projects`, { key: signal.toLowerCase(), name: 'Made by the first' });
    await first.stop(signal);
    await sleep(500);
    const { body } = await ask(`${second.api}/projects`);
    expect(body.items.map(({ key }: { key: string }) => key)).toContain(signal.toLowerCase());
    expect(second.running).toBe(true);
    expect(hasPostgres(dataDir())).toBe(true);
  });

  test('one stays when whoever reads its log goes', async () => {
    const [server] = running;
    server.child.stdout!.destroy();
    for (let n = 0; n < 5; n++) {
      expect((await ask(`${server.api}/agents/nobody`)).status).toBe(404);
      await sleep(50);
    }
    expect(server.running).toBe(true);
  });

  test('Postgres ends with the last of them', async () => {
    expect(await running[0].stop()).toMatchObject({ code: 0 });
    expect(running[0].stderr).toBe('');
    expect(hasPostgres(dataDir())).toBe(false);
  });
});

describe('servers on a database of their own', () => {
  test('nothing is embedded, two that start at once migrate once, all stands in the schema asked for', async () => {
    const url = await cloneDatabase('template1');
    const dataDir = join(scratch.path, 'unused');
    const env = { DATABASE_URL: url, DATABASE_SCHEMA: 'crew', DATA_DIR: dataDir };
    const servers = await Promise.all([ServerProcess.listening(env), ServerProcess.listening(env)]);
    for (const { api } of servers) expect((await ask(`${api}/agents`)).body.items).not.toEqual([]);
    for (const server of servers) {
      expect(await server.stop()).toMatchObject({ code: 0 });
      expect(server.stderr).toBe('');
    }
    expect(await askSql(url, 'select count(*)::int from crew.migrations')).toBe(migrations.length);
    expect(await askSql(url, 'select count(*)::int from crew.agents where pack = $$core$$')).toBeGreaterThan(0);
    const foreign = `select count(*)::int from pg_class where relnamespace::regnamespace::text not in ('crew', 'pg_catalog', 'information_schema', 'pg_toast')`;
    expect(await askSql(url, foreign)).toBe(0);
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe('when the database goes away', () => {
  let postgres: EmbeddedPostgres;
  let door: Door;
  let server: ServerProcess;
  const start = () => startEmbeddedPostgres({ dataDir: join(scratch.path, 'away'), path: process.env.PATH });
  const activate = (session: string) =>
    ask(`${server.api}/agents/activate`, { agent_id: 'dev', session_id: session, user_id: 'ada' });

  beforeAll(async () => {
    postgres = await start();
    door = await openDoor(postgres.host);
    server = await ServerProcess.listening({ DATABASE_URL: `postgres://postgres@127.0.0.1:${door.port}/postgres` });
  });
  afterAll(async () => {
    await ServerProcess.endAll();
    door.close();
    await postgres.stop();
  });

  test('requests are told to come again, the process lives, and all is well afterwards', async () => {
    expect((await activate('before')).status).toBe(200);
    const meanwhile = Promise.all(Array.from({ length: 20 }, () => ask(`${server.api}/agents`)));
    await postgres.stop();
    for (const { status } of await meanwhile) expect([200, 503]).toContain(status);

    for (const refused of [await ask(`${server.api}/agents`), await activate('without')]) {
      expect(refused).toMatchObject({ status: 503, body: { status: 503, retryable: true } });
      expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const ready = await ask(`${server.url}/health/ready`);
    expect(ready).toMatchObject({ status: 503, body: { type: 'urn:bmad:problem:not-ready', retryable: true } });
    expect(ready.headers.get('retry-after')).toBe('1');
    expect((await ask(`${server.url}/health/live`)).status).toBe(200);
    // Longer than the interval at which the server looks for ended sessions by itself.
    await sleep(1_500);

    postgres = await start();
    door.host = postgres.host;
    expect((await ask(`${server.url}/health/ready`)).status).toBe(200);
    expect((await activate('after')).status).toBe(200);
    const { body } = await ask(`${server.api}/agents/active`);
    expect(body.items.map((session: { session_id: string }) => session.session_id)).toEqual(['before', 'after']);
    expect(server.running).toBe(true);
    expect(server.stderr).not.toMatch(/unhandled|\n +at /i);
  });

  test('a stop that waits for it ends by itself, with one sentence', async () => {
    door.shut = true;
    // Longer than the interval at which the server looks for ended sessions: now it hangs in that.
    await sleep(1_500);
    const before = server.stderr;
    const { code, took } = await server.stop();
    expect({ code, stderr: server.stderr.slice(before.length) }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^The server did not stop within [^\n]+\.\n$/),
    });
    expect(took).toBeLessThan(12_000);
  });
});
