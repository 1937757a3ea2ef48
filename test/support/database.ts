import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** The address of a database of the test server. */
export const urlOf = (database: string): string => process.env.TEST_POSTGRES!.replace('DATABASE', database);

/** Whose databases: a worker runs one test file after another. */
const WORKER = `test_${process.env.JEST_WORKER_ID}_`;
/** Until those of the files before are gone, which Postgres would look after until the end; by the file that they make room for. */
const swept = new Map<string | undefined, Promise<void>>();

/**
 * Makes a database of its own for a test file: a clone of the migrated one, of `template1` when it shall be empty, or of the
 * one of the world.
 */
export async function cloneDatabase(template: 'template' | 'template1' | 'world' = 'template'): Promise<string> {
  const name = `${WORKER}${randomBytes(6).toString('hex')}`;
  const admin = new Client(urlOf('postgres'));
  await admin.connect();
  await sweepOnce(admin);
  // Copied as files, it is there in a quarter of the time that its pages take through the log.
  await admin.query(`create database ${name} template ${template} strategy file_copy`);
  await admin.end();
  return urlOf(name);
}

/**
 * Ends every connection to a database while `work` is in the midst of a transaction: it has written, waits to tell of it, and
 * will not be able to. What tells nothing is over before.
 */
export async function cutOff(url: string, work: () => Promise<unknown>): Promise<void> {
  const [admin, holder] = [new Client(urlOf('postgres')), new Client(url)];
  await Promise.all([admin.connect(), holder.connect()]);
  await holder.query('begin; lock table bmad.events in exclusive mode');
  let over = false;
  const working = work().finally(() => (over = true));
  const database = new URL(url).pathname.slice(1);
  const waiting = `select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`;
  while (!over && !(await admin.query(waiting, [database])).rowCount) await sleep(2);
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and query not like 'begin; lock%'`,
    [database],
  );
  await Promise.all([admin.end(), holder.end()]);
  await working;
}

function sweepOnce(admin: Client): Promise<void> {
  const { testPath } = expect.getState();
  if (!swept.has(testPath)) swept.set(testPath, sweep(admin));
  return swept.get(testPath)!;
}

async function sweep(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [WORKER],
  );
  for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`);
}
