import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { ask as askSql } from '../src/database/embedded/lab.fixture';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { openDoor, type Door } from './support/door';
import { scratchFolder, ServerProcess, type Scratch } from './support/process';

jest.setTimeout(150_000);

let scratch: Scratch;
let postgres: EmbeddedPostgres;
let door: Door;
/** Takes connections and never answers. */
let silent: Server;

beforeAll(async () => {
  scratch = scratchFolder();
  writeFileSync(join(scratch.path, 'file'), '');
  const dataDir = join(scratch.path, 'guarded');
  postgres = await startEmbeddedPostgres({ dataDir, path: process.env.PATH });
  await askSql(postgres.url('postgres'), `create role guest login password 'right'`);
  await askSql(postgres.url('postgres'), 'create database closed');
  await askSql(postgres.url('postgres'), 'revoke create on database postgres from public');
  const rules = join(dataDir, 'cluster/pg_hba.conf');
  writeFileSync(rules, `local all guest scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  await askSql(postgres.url('postgres'), 'select pg_reload_conf()');
  door = await openDoor(postgres.host);
  silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(async () => {
  await ServerProcess.endAll();
  silent.close();
  door.close();
  await postgres.stop();
  scratch.remove();
});

const path = (name: string) => join(scratch.path, name);
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const guarded = (credentials: string, database = 'postgres') =>
  `postgres://${credentials}@127.0.0.1:${door.port}/${database}`;

/** What is wrong, the environment that has it, and the sentence about it. */
const failures: [string, () => Record<string, string>, RegExp][] = [
  [
    'a port in use',
    () => ({ PORT: `${portOf(silent)}`, DATABASE_URL: postgres.url('postgres') }),
    /^Port \d+ is in use\. .*set PORT/,
  ],
  ['a port that is none', () => ({ PORT: 'http' }), /PORT must be an integer number, not 'http'/],
  [
    'an address for everyone without a key',
    () => ({ HOST: '0.0.0.0', DATABASE_URL: postgres.url('postgres') }),
    /open to everyone.*0\.0\.0\.0.*npx nest-bmad keys create --scope admin.*FIRST_KEY_FILE.*HOST=127\.0\.0\.1/,
  ],
  [
    'a file for the first key that holds something else',
    () => ({ FIRST_KEY_FILE: path('file'), DATABASE_URL: postgres.url('postgres') }),
    /file holds no API key: set FIRST_KEY_FILE/,
  ],
  [
    'an address of another machine',
    () => ({ HOST: '192.0.2.1', FIRST_KEY_FILE: path('key'), DATABASE_URL: postgres.url('closed') }),
    /no address 192\.0\.2\.1\. Set HOST/,
  ],
  [
    'a host that nobody has',
    () => ({ HOST: 'nobody.invalid', FIRST_KEY_FILE: path('key'), DATABASE_URL: postgres.url('closed') }),
    /nobody\.invalid\. Set HOST/,
  ],
  ['a data folder that is a file', () => ({ DATA_DIR: path('file') }), /file.* cannot be written \(E.*set DATA_DIR/],
  [
    'a data folder below a file',
    () => ({ DATA_DIR: path('file/data') }),
    /cannot be written \(ENOTDIR\).*set DATA_DIR/,
  ],
  ['a core that is missing', () => ({ BMAD_CORE: path('gone') }), /gone cannot be read \(ENOENT\): set BMAD_CORE/],
  [
    'a database where nobody listens',
    () => ({ DATABASE_URL: 'postgres://ada:secret@127.0.0.1:1/bmad' }),
    /ada:…@127\.0\.0\.1:1\/bmad cannot be reached \(ECONNREFUSED\)\. Check DATABASE_URL/,
  ],
  [
    'a database on a host that nobody has',
    () => ({ DATABASE_URL: 'postgres://ada:secret@nobody.invalid/bmad' }),
    /cannot be reached \(E.*\)\. Check DATABASE_URL/,
  ],
  [
    'a database that does not answer',
    () => ({ DATABASE_URL: `postgres://ada:secret@127.0.0.1:${portOf(silent)}/bmad` }),
    /does not answer\. Check DATABASE_URL/,
  ],
  ['a wrong password', () => ({ DATABASE_URL: guarded('guest:secret') }), /refuses us: password .* Check DATABASE_URL/],
  [
    'a missing database',
    () => ({ DATABASE_URL: guarded('postgres:secret', 'gone') }),
    /refuses us: database "gone" does not exist\. Check DATABASE_URL/,
  ],
  [
    'a user without rights',
    () => ({ DATABASE_URL: guarded('guest:right') }),
    /does not let us create .*permission denied/,
  ],
  [
    'another kind of database',
    () => ({ DATABASE_URL: 'mysql://ada:secret@h/x' }),
    /DATABASE_URL must begin with postgres/,
  ],
  ['an address of no form', () => ({ DATABASE_URL: 'postgres://ada:secret@h:port/x' }), /DATABASE_URL cannot be read/],
];

test.each(failures)('%s ends the start with one sentence', async (_, env, sentence) => {
  const server = ServerProcess.spawn({ DATA_DIR: path('unused'), LOG_LEVEL: 'warn', ...env() });
  const { code, took } = await server.end();
  expect({ code, stdout: server.stdout }).toEqual({ code: 1, stdout: '' });
  expect(server.stderr).toMatch(sentence);
  expect(server.stderr).toMatch(/^[^\n]+\.\n$/);
  expect(server.stderr).not.toContain('secret');
  expect(took).toBeLessThan(100_000);
  expect(existsSync(path('unused'))).toBe(false);
});

test('a folder without definitions is a warning: they can be put there and loaded later', async () => {
  mkdirSync(path('empty'));
  const server = await ServerProcess.listening({ DATABASE_URL: postgres.url('postgres'), BMAD_CORE: path('empty') });
  expect(server.stdout).toMatch(/"level":"warn".*empty: no definitions here/);
  expect(await server.stop()).toMatchObject({ code: 0 });
});
