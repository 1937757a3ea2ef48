import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cli } from './support/cli';
import { cloneDatabase } from './support/database';
import { scratchFolder, ServerProcess, type Scratch } from './support/process';

jest.setTimeout(60_000);

let scratch: Scratch;
beforeAll(() => {
  scratch = scratchFolder();
});
afterAll(async () => {
  await ServerProcess.endAll();
  scratch.remove();
});

const keys = (url: string, ...args: string[]) => cli(['keys', ...args], { env: { DATABASE_URL: url } });
const status = async ({ api }: ServerProcess, key?: string) =>
  (await fetch(`${api}/agents`, { headers: key ? { authorization: `Bearer ${key}` } : {} })).status;

test('a server for everyone writes the first key to a file for its owner, once', async () => {
  const url = await cloneDatabase();
  const [file, second] = [join(scratch.path, 'first.key'), join(scratch.path, 'second.key')];
  const env = { HOST: '0.0.0.0', DATABASE_URL: url };
  const server = await ServerProcess.listening({ ...env, FIRST_KEY_FILE: file });
  const key = readFileSync(file, 'utf8').trim();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(server.stdout + server.stderr).not.toContain(key);
  expect([await status(server), await status(server, key)]).toEqual([401, 200]);
  await server.stop();
  expect(server.stdout + server.stderr).not.toContain(key);
  const told = server.stdout.split('\n').filter((line) => line.includes('"message":"request"'));
  expect(told.map((line) => JSON.parse(line) as object)).toMatchObject([
    { method: 'GET', route: '/api/v1/bmad/agents', status: 401 },
    { method: 'GET', route: '/api/v1/bmad/agents', status: 200, key: key.slice(0, 17), project: 'default' },
  ]);

  const again = await ServerProcess.listening({ ...env, FIRST_KEY_FILE: second });
  expect(existsSync(second)).toBe(false);
  expect(await status(again, key)).toBe(200);
});

test('a file that holds a key gives the first one to a new database', async () => {
  const file = join(scratch.path, 'first.key');
  const env = { DATABASE_URL: await cloneDatabase(), FIRST_KEY_FILE: file };
  const server = await ServerProcess.listening(env);
  expect(await status(server, readFileSync(file, 'utf8').trim())).toBe(200);
});

test('a key made on the command line closes a server that runs, and rules over it', async () => {
  const url = await cloneDatabase();
  const server = await ServerProcess.listening({ DATABASE_URL: url });
  expect(server.stdout).toMatch(/open to everyone on this machine.*npx nest-bmad keys create --scope admin/);
  expect(await status(server)).toBe(200);

  const { stdout, stderr } = await keys(url, 'create', '--scope', 'admin', '--name', 'ops');
  expect(stdout).toMatch(/^bmad_\S+\n$/);
  expect(stderr).toMatch(/shown this once/);
  const admin = stdout.trim();
  expect([await status(server), await status(server, admin)]).toEqual([401, 200]);

  await keys(url, 'revoke', admin.slice(0, 17));
  expect(await status(server, admin)).toBe(401);
});
