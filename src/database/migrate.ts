import type { DataSource, QueryRunner } from 'typeorm';
import { quote } from './database';

const NOT_EMPTY = '2BP01';

/** Brings the schema to the newest migration. Any number of servers may start at once: one migrates, the others wait. */
export async function migrate(source: DataSource): Promise<string[]> {
  return alone(source, async () => (await source.runMigrations({ transaction: 'each' })).map(({ name }) => name));
}

/** The migrations that the schema has not seen yet, the next one first. Changes nothing. */
export async function pending(source: DataSource): Promise<string[]> {
  const done = new Set(await history(source));
  return source.migrations.map(({ name, constructor }) => name ?? constructor.name).filter((name) => !done.has(name));
}

/** Undoes every migration and removes the schema; the rest of the database stays as it was. */
export async function revertAll(source: DataSource): Promise<string[]> {
  return alone(source, async () => {
    const undone = await undo(source, Infinity);
    await source.query(`drop table if exists ${schemaOf(source)}.${quote(source.options.migrationsTableName!)}`);
    await dropEmptySchema(source);
    return undone;
  });
}

/** Undoes the newest migrations. @returns their names, the newest first */
export const revertLast = (source: DataSource, steps: number): Promise<string[]> =>
  alone(source, () => undo(source, steps));

async function undo(source: DataSource, steps: number): Promise<string[]> {
  const undone: string[] = [];
  for (let names = await history(source); names.length && undone.length < steps; names = await history(source)) {
    await source.undoLastMigration({ transaction: 'each' });
    undone.push(names.at(-1)!);
  }
  return undone;
}

/** Runs `work` while no other process migrates the same schema. */
async function alone<T>(source: DataSource, work: () => Promise<T>): Promise<T> {
  const key = `nest-bmad:${schemaOf(source)}`;
  const lock = source.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock(hashtextextended($1, 0))', [key]);
    await ensureSchema(lock);
    return await work();
  } finally {
    // Also where the lock was never taken: to unlock it then is only a warning.
    await lock.query('select pg_advisory_unlock(hashtextextended($1, 0))', [key]);
    await lock.release();
  }
}

async function ensureSchema(runner: QueryRunner): Promise<void> {
  // `if not exists` would ask for the right to create even where the schema stands ready.
  const { dataSource: source } = runner;
  const known: unknown = await runner.query('select 1 from pg_namespace where nspname = $1', [nameOf(source)]);
  if (!(known as object[]).length) await runner.query(`create schema ${schemaOf(source)}`);
}

/** A schema that holds something of others stays. */
async function dropEmptySchema(source: DataSource): Promise<void> {
  await source.query(`drop schema ${schemaOf(source)}`).catch((error: { code?: string }) => {
    if (error.code !== NOT_EMPTY) throw error;
  });
}

/** The migrations that the schema has seen, the newest last. */
async function history(source: DataSource): Promise<string[]> {
  const table = `${schemaOf(source)}.${quote(source.options.migrationsTableName!)}`;
  const [{ there }]: [{ there: boolean }] = await source.query('select to_regclass($1) is not null as there', [table]);
  if (!there) return [];
  const rows: { name: string }[] = await source.query(`select name from ${table} order by timestamp, id`);
  return rows.map(({ name }) => name);
}

const nameOf = (source: DataSource) => (source.options as { schema: string }).schema;
const schemaOf = (source: DataSource) => quote(nameOf(source));
