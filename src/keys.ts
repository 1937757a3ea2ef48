import 'reflect-metadata';
import { resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { KeysCommand } from './access/keys/keys.command';
import { KeysService } from './access/keys/keys.service';
import { ProjectsService } from './access/projects.service';
import { dataSourceOptions } from './data-source';
import { Database } from './database/database';
import { startEmbeddedPostgres } from './database/embedded/embedded-postgres';
import { migrate } from './database/migrate';
import { Notices } from './database/notices';
import { Env } from './env';
import { Events } from './events/events.service';
import { Problem } from './problems/problem';
import { startupFailure } from './startup-failure';

/** API keys from the command line: works on the database of the settings, whether or not a server runs on it. */
async function main(): Promise<void> {
  let env: Env | undefined;
  try {
    env = Env.read();
    const { out, note } = await run(env, process.argv.slice(2));
    process.stdout.write(`${out}\n`);
    if (note) process.stderr.write(`${note}\n`);
  } catch (error) {
    const sentence = error instanceof Problem ? error.message : startupFailure(error, env);
    process.stderr.write(`${sentence ?? String(error)}\n`);
    process.exitCode = 1;
  }
}

async function run(env: Env, args: readonly string[]) {
  const postgres = env.DATABASE_URL
    ? undefined
    : await startEmbeddedPostgres({ dataDir: resolve(env.DATA_DIR, 'postgres'), path: env.PATH });
  try {
    const url = env.DATABASE_URL ?? postgres!.url('postgres');
    const settings = { url, schema: env.DATABASE_SCHEMA, poolSize: 2 };
    const source = await new DataSource(dataSourceOptions(settings)).initialize();
    try {
      await migrate(source);
      const db = new Database(source);
      const [events, notices] = [new Events(db), new Notices(db)];
      const keys = new KeysService(db, events, notices);
      return await new KeysCommand(keys, new ProjectsService(db, events, notices)).run(args);
    } finally {
      await source.destroy();
    }
  } finally {
    await postgres?.stop();
  }
}

void main();
