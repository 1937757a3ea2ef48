import { resolve } from 'node:path';
import { DataSource, type Logger } from 'typeorm';
import { dataSourceOptions } from '../data-source';
import { startEmbeddedPostgres } from '../database/embedded/embedded-postgres';
import type { Env } from '../env';
import type { Output } from './output';

/** Runs `work` on the database of the settings, whether or not a server runs on it. */
export async function onDatabase<T>(env: Env, output: Output, work: (source: DataSource) => Promise<T>): Promise<T> {
  if (!env.DATABASE_URL) output.progress(`Postgres in ${resolve(env.DATA_DIR)} …`);
  const postgres = env.DATABASE_URL
    ? undefined
    : await startEmbeddedPostgres({ dataDir: resolve(env.DATA_DIR, 'postgres'), path: env.PATH });
  try {
    const url = env.DATABASE_URL ?? postgres!.url('postgres');
    const options = dataSourceOptions({ url, schema: env.DATABASE_SCHEMA, poolSize: 2 });
    const source = await new DataSource({ ...options, logger: new MigrationLog(output) }).initialize();
    try {
      return await work(source);
    } finally {
      await source.destroy();
    }
  } finally {
    await postgres?.stop();
  }
}

/** Tells of each migration as it is made or undone. */
class MigrationLog implements Logger {
  constructor(private readonly output: Output) {}

  logSchemaBuild(message: string): void {
    const [, name, done] = /^Migration (\S+) has been +(\S+)/.exec(message) ?? [];
    if (name) this.output.progress(`${name} ${done}`);
  }

  logQuery(): void {}
  logQueryError(): void {}
  logQuerySlow(): void {}
  logMigration(): void {}
  log(): void {}
}
