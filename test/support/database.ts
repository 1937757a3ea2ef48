import { randomBytes } from 'node:crypto';
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
