import { In, type ObjectLiteral } from 'typeorm';
import type { Database } from '../database/database';
import { Definition } from './definition.entity';
import type { LoadedPacks } from './load-packs';
import type { LoadedDefinition } from './loaded-definition';

/** What a load changed, each as `KIND pack:definition_id`. */
export interface StoredChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** No longer in the folders; kept for the runs that started with them. */
  readonly removed: readonly string[];
  readonly unchanged: number;
}

type Named = Pick<Definition, 'kind' | 'pack' | 'definitionId'>;

/** Rows per statement: Postgres takes 65 535 parameters, and a row needs nine. */
const BATCH = 500;

/** Has the transaction wait for every other load to end. */
export async function lockDefinitions(db: Database): Promise<void> {
  await db.sql`select pg_advisory_xact_lock(hashtextextended(${`nest-bmad:definitions:${db.table(Definition)}`}, 0))`;
}

/**
 * Makes the loaded definitions the current ones. A file whose bytes were seen before gets its old row back, so that going
 * back and forth makes no new versions. Rows are never deleted.
 */
export async function storeDefinitions(db: Database, loaded: LoadedPacks): Promise<StoredChanges> {
  const before = await db
    .of(Definition)
    .find({ select: { id: true, kind: true, pack: true, definitionId: true, hash: true }, where: { current: true } });
  const hashes = new Map(before.map((row) => [nameOf(row), row.hash]));
  const names = new Set(loaded.definitions.map(nameOf));
  const added = loaded.definitions.filter((one) => !hashes.has(nameOf(one)));
  const changed = loaded.definitions.filter((one) => (hashes.get(nameOf(one)) ?? one.hash) !== one.hash);
  const removed = before.filter(
    (row) => !names.has(nameOf(row)) && (loaded.complete || loaded.packs.includes(row.pack)),
  );
  const outdated = new Set([...changed, ...removed].map(nameOf));
  await retire(
    db,
    before.filter((row) => outdated.has(nameOf(row))),
  );
  await save(db, loaded.definitions);
  return {
    added: added.map(nameOf),
    changed: changed.map(nameOf),
    removed: removed.map(nameOf),
    unchanged: loaded.definitions.length - added.length - changed.length,
  };
}

async function retire(db: Database, rows: readonly Definition[]): Promise<void> {
  if (rows.length) await db.of(Definition).update({ id: In(rows.map(({ id }) => id)) }, { current: false });
}

async function save(db: Database, definitions: readonly LoadedDefinition[]): Promise<void> {
  for (let from = 0; from < definitions.length; from += BATCH) {
    const rows: object[] = definitions
      .slice(from, from + BATCH)
      .map((definition) => ({ ...definition, current: true }));
    await db.of<ObjectLiteral>(Definition).upsert(rows, {
      conflictPaths: ['pack', 'kind', 'definitionId', 'hash'],
      skipUpdateIfNoValuesChanged: true,
    });
  }
}

function nameOf({ kind, pack, definitionId }: Named): string {
  return `${kind} ${pack}:${definitionId}`;
}
