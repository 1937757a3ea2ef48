import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { cli, cliJson } from './support/cli';
import { cloneDatabase } from './support/database';
import { say, stdioClient } from './support/mcp-kit';
import { ask, type Scratch, scratchFolder, ServerProcess } from './support/process';
import { BMAD_CORE } from './support/server';

jest.setTimeout(120_000);

let scratch: Scratch;
/** A server by `nest-bmad serve`, and the address of its database. */
let server: ServerProcess;
let url: string;
beforeAll(async () => {
  scratch = scratchFolder();
  url = await cloneDatabase();
  const at = ['--port', '0', '--database-url', url, '--bmad-core', BMAD_CORE];
  server = await ServerProcess.listening({}, ['serve', ...at]);
});
afterAll(async () => {
  await ServerProcess.endAll();
  scratch.remove();
});

/** The address of a database that holds nothing. */
async function emptyDatabase(): Promise<string> {
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  const address = process.env.TEST_POSTGRES!;
  const admin = new Client(address.replace('DATABASE', 'postgres'));
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  return address.replace('DATABASE', name);
}

async function schemasOf(url: string): Promise<string[]> {
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query("select nspname from pg_namespace where nspname = 'bmad'");
  await client.end();
  return rows.map(({ nspname }) => nspname);
}

/** Something on a port that answers, but is none of ours. */
const listening = () =>
  new Promise<{ port: string; close(): void }>((resolve) => {
    const server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{}'));
    server.listen(0, '127.0.0.1', () =>
      resolve({ port: String((server.address() as AddressInfo).port), close: () => server.close() }),
    );
  });

const HELLO = `${JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})}\n`;

describe('nest-bmad', () => {
  test('says what it can do, and what was wrong with how it was asked', async () => {
    const [help, unknown, wrong, version] = await Promise.all(
      [['--help'], ['migrat'], ['revert', '--steps', 'all'], ['--version']].map((args) => cli(args)),
    );
    expect(help.code).toBe(0);
    for (const command of ['serve', 'mcp', 'migrate', 'revert', 'load', 'validate', 'keys', 'doctor'])
      expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean migrate?') });
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('whole number') });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('says in one sentence which setting is wrong, by option and by environment alike', async () => {
    const sentence = 'The environment is not right: DATABASE_SCHEMA must be small letters, digits and underscores';
    expect(await cliJson(['migrate', '--database-schema', 'A!'])).toMatchObject({
      code: 1,
      json: { error: expect.stringContaining(sentence) },
    });
    const { code, stdout, stderr } = await cli(['migrate'], { env: { DATABASE_SCHEMA: 'A!' } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
  });
});

describe('migrate and revert', () => {
  test('bring a database up, back by steps, and away', async () => {
    const url = await emptyDatabase();
    const at = ['--database-url', url];
    const up = await cliJson<{ applied: string[] }>(['migrate', ...at]);
    expect(up.code).toBe(0);
    expect(up.json.applied.length).toBeGreaterThan(10);
    expect(await cliJson(['migrate', ...at])).toEqual({ code: 0, json: { applied: [] } });

    const unsure = await cliJson(['revert', ...at]);
    expect(unsure).toMatchObject({ code: 1, json: { error: expect.stringContaining('--yes') } });
    const newest = [...up.json.applied].sort((a, b) => timeOf(b) - timeOf(a));
    const back = await cliJson(['revert', '--steps', '2', '--yes', ...at]);
    expect(back).toEqual({ code: 0, json: { reverted: newest.slice(0, 2) } });
    const { stderr, stdout } = await cli(['migrate', ...at]);
    for (const name of newest.slice(0, 2)) expect(stderr).toContain(name);
    expect(stdout).toBe('2 migrations applied\n');

    const away = await cliJson<{ reverted: string[] }>(['revert', '--all', '--yes', ...at]);
    expect(away.json.reverted).toEqual(newest);
    expect(await schemasOf(url)).toEqual([]);
  });

  test('say that a database cannot be reached', async () => {
    const at = ['--database-url', 'postgres://ada:secret@127.0.0.1:1/x'];
    const { code, json } = await cliJson<{ error: string }>(['migrate', ...at]);
    expect(code).toBe(1);
    expect(json.error).toMatch(/^The database at .* cannot be reached \(ECONNREFUSED\)/);
    expect(json.error).not.toContain('secret');
  });
});

const timeOf = (name: string) => Number(name.slice(-13));

describe('definitions', () => {
  const pack = () => join(scratch.path, 'pack');
  beforeAll(() => {
    mkdirSync(join(pack(), 'agents'), { recursive: true });
    writeFileSync(join(pack(), 'agents/broken.md'), '# Nobody\n\nno agent here\n');
    writeFileSync(join(pack(), 'agents/fine.md'), '```yaml\nagent: { id: fine, name: Ann, title: Tester }\n```\n');
  });

  test('validate names each fault by file, and ends with code 1 where there is an error', async () => {
    const [bad, json, good, nowhere] = await Promise.all([
      cli(['validate', pack()]),
      cliJson(['validate', pack()]),
      cliJson(['validate', BMAD_CORE]),
      cliJson(['validate', join(scratch.path, 'nowhere')]),
    ]);
    expect(bad).toMatchObject({ code: 1, stdout: expect.stringMatching(/^pack:agents\/broken\.md.*: error: /m) });
    expect(json).toMatchObject({ code: 1, json: { valid: false, packs: ['pack'], errors: 1 } });
    expect(good).toMatchObject({ code: 0, json: { valid: true, errors: 0 } });
    expect(nowhere).toMatchObject({ code: 1, json: { valid: false } });
  });

  test('load brings them into the database of a server that runs, and says what changed', async () => {
    const load = await cliJson(['load', '--database-url', url, '--bmad-core', `${BMAD_CORE},${pack()}`]);
    expect(load).toMatchObject({ code: 1, json: { packs: ['core', 'pack'], added: ['AGENT pack:fine'], changed: [] } });
    expect(load.json.unchanged).toBeGreaterThan(10);
    expect((await ask(`${server.api}/agents/fine`)).body).toMatchObject({ name: 'Ann' });
  });
});

describe('doctor', () => {
  const findings = async (args: string[]) => {
    const { code, json } = await cliJson<{ healthy: boolean; findings: { check: string; state: string }[] }>([
      'doctor',
      ...args,
    ]);
    expect(json.healthy).toBe(code === 0);
    return { code, of: Object.fromEntries(json.findings.map((one) => [one.check, one])) as Record<string, any> };
  };
  test('finds all well before the first start, and makes no data by looking', async () => {
    const dataDir = join(scratch.path, 'untouched');
    const { code, stdout } = await cli(['doctor', '--data-dir', dataDir, '--port', '0']);
    expect(code).toBe(0);
    const checks = ['node', 'disk', 'definitions', 'database', 'port'];
    expect(stdout.match(/(?<=^✓ )\w+/gm)).toEqual(checks);
    expect(() => mkdirSync(dataDir)).not.toThrow();
  });

  test('says what is wrong, and what to do about it', async () => {
    const stranger = await listening();
    const empty = join(scratch.path, 'empty');
    mkdirSync(empty);
    const { code, of } = await findings([
      ...['--port', stranger.port, '--bmad-core', empty, '--database-url', 'postgres://127.0.0.1:1/x'],
    ]);
    stranger.close();
    expect(code).toBe(1);
    for (const check of ['port', 'definitions', 'database'])
      expect(of[check]).toMatchObject({ state: 'failure', advice: expect.stringMatching(/\S/) });
  });

  test('knows a server of ours, and migrations that are not applied', async () => {
    const { port } = new URL(server.url);
    const { code, of } = await findings(['--port', port, '--database-url', await emptyDatabase()]);
    expect(code).toBe(0);
    expect(of.port.found).toContain('a server of ours');
    expect(of.migrations.state).toBe('warning');
  });
});

describe('mcp', () => {
  test('says nothing on stdout but the protocol, and ends with stdin', async () => {
    const broken = join(scratch.path, 'noisy');
    mkdirSync(join(broken, 'agents'), { recursive: true });
    writeFileSync(join(broken, 'agents/broken.md'), 'no agent');
    const at = ['--database-url', url, '--bmad-core', `${broken},${BMAD_CORE}`];
    const input = `${HELLO}no json\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n`;
    const { code, stdout, stderr } = await cli(['mcp', ...at, '--json'], { input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('broken.md') });
    for (const line of stdout.trim().split('\n').filter(Boolean)) expect(JSON.parse(line).jsonrpc).toBe('2.0');
  });

  test('says on stderr that there is no server to pass on to', async () => {
    const gone = await listening();
    gone.close();
    const at = `http://127.0.0.1:${gone.port}`;
    const { code, stdout, stderr } = await cli(['mcp', '--url', at, '--json'], { input: HELLO });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`${at}/mcp does not answer (ECONNREFUSED). Start a server there, or try again.\n`);
  });

  test('says which project is not there', async () => {
    const { code, stdout, stderr } = await cli(['mcp', '--url', server.url, '--project', 'nowhere'], { input: HELLO });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain("There is no project 'nowhere'");
  });
});

/** The last ones: the first key closes the server to all of the above. */
describe('keys', () => {
  test('say how they are called', async () => {
    const [none, odd] = await Promise.all([cli(['keys']), cli(['keys', 'create', '--scope', 'root'])]);
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/ create [^]* list [^]* rotate [^]* revoke /),
    });
    expect(odd).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/--scope read, --scope write/) });
  });

  test('close a server that runs, and open it to whoever has one, over stdio too', async () => {
    const at = ['--database-url', url];
    const create = ['keys', 'create', '--scope', 'write', '--agent', 'qa'];
    const { json } = await cliJson<{ key: string; agent_id: string }>([...create, ...at]);
    expect(json).toMatchObject({ agent_id: 'qa', key: expect.stringMatching(/^bmad_/) });
    expect((await ask(`${server.api}/agents`)).status).toBe(401);
    const stranger = await cli(['mcp', '--url', server.url], { input: HELLO });
    expect(stranger).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Bearer <key>') });
    const client = await stdioClient(['--url', server.url], { BMAD_API_KEY: json.key });
    const begin = (agent_id: string) => say(client, 'begin', { agent_id, session_id: 's', user_id: 'ada' });
    expect((await begin('qa')).refused).toBe(false);
    expect((await begin('dev')).refused).toBe(true);
    await client.close();
    expect((await server.stop()).code).toBe(0);
  });
});
