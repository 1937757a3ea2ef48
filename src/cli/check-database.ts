import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import { findPostgresBinaries } from '../database/embedded/binaries';
import { pending } from '../database/migrate';
import type { Env } from '../env';
import { startupFailure } from '../startup-failure';
import { onDatabase } from './database';
import type { Finding } from './finding';
import type { Output } from './output';

/** The oldest Postgres whose SQL we write. */
const OLDEST = 15;

/** Whether there is a Postgres that answers, of a version that we know, with the tables that we want. */
export async function checkDatabase(env: Env, output: Output): Promise<Finding[]> {
  if (!env.DATABASE_URL && !existsSync(resolve(env.DATA_DIR, 'postgres', 'cluster'))) return untouched(env);
  try {
    return await onDatabase(env, output, async (source) => [await versionOf(source), await migrationsOf(source)]);
  } catch (error) {
    const found = startupFailure(error, env) ?? String(error);
    const advice = env.DATABASE_URL
      ? 'Set DATABASE_URL like postgres://user:password@host:5432/database.'
      : 'Look into the log in DATA_DIR, or set DATABASE_URL to a Postgres server.';
    return [{ check: 'database', state: 'failure', found, advice }];
  }
}

/** Before the first start there is no data, and a look must not make any. */
async function untouched({ DATA_DIR, PATH }: Env): Promise<Finding[]> {
  try {
    const { major } = await findPostgresBinaries({ path: PATH });
    const found = `Postgres ${major} is there; the first start makes its data in ${resolve(DATA_DIR)}`;
    return [{ check: 'database', state: 'ok', found }];
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return [
      { check: 'database', state: 'failure', found, advice: 'Set DATABASE_URL to a Postgres server (15 to 18).' },
    ];
  }
}

async function versionOf(source: DataSource): Promise<Finding> {
  const [{ server_version: found }] = await source.query<[{ server_version: string }]>('show server_version');
  if (parseInt(found) >= OLDEST) return { check: 'database', state: 'ok', found: `Postgres ${found}` };
  return {
    check: 'database',
    state: 'failure',
    found: `Postgres ${found}`,
    advice: `Use Postgres ${OLDEST} or newer.`,
  };
}

async function migrationsOf(source: DataSource): Promise<Finding> {
  const names = await pending(source);
  if (!names.length) return { check: 'migrations', state: 'ok', found: 'the database is up to date' };
  const advice = 'The next start applies them; nest-bmad migrate does it now.';
  return { check: 'migrations', state: 'warning', found: `${names.length} are not applied`, advice };
}
