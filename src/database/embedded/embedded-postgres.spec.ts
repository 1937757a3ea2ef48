import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresBinaries, listPostgresBinaries } from './binaries';
import { startEmbeddedPostgres } from './embedded-postgres';
import { ask, makeLab, onLinux, processesWith, removeLab, until } from './lab.fixture';

const NO_BINARIES = { packageFolder: '/nowhere', folders: [], path: '' };

jest.setTimeout(120_000);

describe('startEmbeddedPostgres', () => {
  let lab: string;
  let dataDir: string;

  beforeAll(() => {
    lab = makeLab();
    dataDir = join(lab, 'data');
  });
  afterAll(() => removeLab(lab));

  onLinux('makes the data folder, serves it, and ends with stop()', async () => {
    const lines: string[] = [];
    const postgres = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
    const url = postgres.url('postgres');
    expect(postgres.how).toBe('started');
    expect(postgres.user).toBe('postgres');
    expect(await ask(url, 'show server_encoding')).toBe('UTF8');
    expect(await ask(url, 'select datcollate from pg_database where datname = current_database()')).toMatch(/^C/);
    await ask(url, 'create table kept as select 42 as answer');
    await ask(url, 'create database "täglich neu"');
    expect(await ask(postgres.url('täglich neu'), 'select current_database()')).toBe('täglich neu');

    await Promise.all([postgres.stop(), postgres.stop()]);
    await postgres.stop();
    expect(processesWith(dataDir)).toEqual([]);
    expect(existsSync(postgres.host)).toBe(false);
    expect(readdirSync(dataDir)).toEqual(['cluster']);
    expect(lines.join()).toContain('ready to accept connections');
  });

  onLinux('serves the same data again, soon', async () => {
    const begin = performance.now();
    const postgres = await startEmbeddedPostgres({ dataDir });
    expect(await ask(postgres.url('postgres'), 'select answer from kept')).toBe(42);
    expect(performance.now() - begin).toBeLessThan(20_000);
    await postgres.stop();
  });

  onLinux('listens on a private socket alone and takes settings, save where it listens', async () => {
    const settings = { work_mem: '7MB', listen_addresses: '*', log_min_messages: 'panic' };
    const postgres = await startEmbeddedPostgres({ dataDir, settings });
    const url = postgres.url('postgres');
    expect(await ask(url, 'show work_mem')).toBe('7MB');
    expect(await ask(url, 'show jit')).toBe('off');
    expect(await ask(url, 'show listen_addresses')).toBe('');
    expect(await ask(url, "select string_agg(type, ' ') from pg_hba_file_rules")).toBe('local');
    expect(statSync(postgres.host).mode & 0o777).toBe(0o700);
    await postgres.stop();
  });

  onLinux('works in long folders, also for short-lived files', async () => {
    const long = join(lab, 'l'.repeat(120), 'o'.repeat(120));
    const postgres = await startEmbeddedPostgres({ dataDir: join(long, 'data'), tmpDir: long });
    expect(Buffer.byteLength(postgres.host)).toBeLessThan(80);
    expect(await ask(postgres.url('postgres'), 'select 1')).toBe(1);
    await postgres.stop();
  });

  onLinux('does not keep its process alive', async () => {
    const options = JSON.stringify({ dataDir });
    const script = `require('./embedded-postgres').startEmbeddedPostgres(${options}).then(({ how }) => console.log(how))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: __dirname, timeout: 4000 });
    expect(stdout).toBe('started\n');
    await until(() => processesWith(dataDir).length === 0);
  });

  test('says how to go on where there is no Postgres', async () => {
    const start = startEmbeddedPostgres({ dataDir: join(lab, 'none'), binaries: NO_BINARIES });
    await expect(start).rejects.toThrow(/^No Postgres 15 or newer was found for .*DATABASE_URL=postgres:\/\/.*$/);
  });

  test('names a data folder that cannot be made', async () => {
    const file = join(lab, 'file');
    writeFileSync(file, '');
    const start = startEmbeddedPostgres({ dataDir: join(file, 'data') });
    await expect(start).rejects.toThrow(`The data folder ${join(file, 'data')} cannot be written (ENOTDIR)`);
  });

  onLinux('refuses the data of another major version in one sentence', async () => {
    const old = join(lab, 'old');
    mkdirSync(join(old, 'cluster'), { recursive: true });
    writeFileSync(join(old, 'cluster', 'PG_VERSION'), '13\n');
    const { major } = await findPostgresBinaries();
    const start = startEmbeddedPostgres({ dataDir: old });
    await expect(start).rejects.toThrow(
      `${old} was made by Postgres 13, and this is Postgres ${major}: set DATA_DIR to another`,
    );
  });

  test('does not build into a data directory that others made', async () => {
    const foreign = join(lab, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'PG_VERSION'), '17\n');
    await expect(startEmbeddedPostgres({ dataDir: foreign })).rejects.toThrow(
      'is itself a data directory of Postgres 17',
    );
  });

  onLinux('gives the reason of Postgres in one line when it does not start', async () => {
    const start = startEmbeddedPostgres({ dataDir, settings: { no_such_setting: '1' } });
    await expect(start).rejects.toThrow(
      `Postgres did not start on the data folder ${dataDir}: unrecognized configuration parameter "no_such_setting".`,
    );
    await until(() => processesWith(dataDir).length === 0);
  });

  onLinux('works with every Postgres of this machine', async () => {
    const sets = await listPostgresBinaries();
    for (const { folder, major } of sets.filter((set) => set.major >= 15)) {
      const binaries = { packageFolder: '/nowhere', folders: [folder] };
      const postgres = await startEmbeddedPostgres({ dataDir: join(lab, `major-${major}`), binaries });
      expect(await ask(postgres.url('postgres'), 'show server_version')).toMatch(new RegExp(`^${major}\\b`));
      await postgres.stop();
    }
  });

  onLinux('outlives a lock file whose process id now belongs to another program', async () => {
    const copy = join(lab, 'container');
    cpSync(dataDir, copy, { recursive: true, preserveTimestamps: true });
    writeFileSync(
      join(copy, 'cluster', 'postmaster.pid'),
      `${process.pid}\n${copy}\n1700000000\n5432\n/tmp\n\n\nready\n`,
    );
    const postgres = await startEmbeddedPostgres({ dataDir: copy });
    expect(await ask(postgres.url('postgres'), 'select answer from kept')).toBe(42);
    await postgres.stop();
  });
});
