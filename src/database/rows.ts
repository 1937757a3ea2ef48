import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { type Database, Fragment, Part, part, quote } from './database';
import type { Row } from './row';

/**
 * What an update sets: the columns of some properties, and those that count and date changes.
 * @param set values by property; a function gives SQL, undefined changes nothing
 */
export function assignments<T extends ObjectLiteral>(db: Database, entity: EntityTarget<T>, set: object): Part {
  const { columns, connection, versionColumn, updateDateColumn } = db.metadata(entity);
  const texts: string[] = [];
  const values: unknown[] = [];
  for (const [property, value] of Object.entries(set) as [string, unknown][]) {
    const column = columns.find(({ propertyName }) => propertyName === property);
    if (!column) throw new Error(`There is no column for ${property}.`);
    if (value === undefined) continue;
    texts.push(`${texts.length ? ', ' : ''}${quote(column.databaseName)} = `);
    const isSql = typeof value === 'function';
    values.push(
      isSql ? new Fragment((value as () => string)()) : connection.driver.preparePersistentValue(value, column),
    );
  }
  const count = versionColumn && quote(versionColumn.databaseName);
  const date = updateDateColumn && quote(updateDateColumn.databaseName);
  const end = `${count ? `, ${count} = ${count} + 1` : ''}${date ? `, ${date} = now()` : ''}`;
  return new Part(Object.assign([...texts, end], { raw: [] }), values);
}

/** Inserts rows that have the same properties; the other columns get their defaults. Answers the rows as they are now. */
export async function insertRows<T extends ObjectLiteral>(
  db: Database,
  entity: EntityTarget<T>,
  rows: readonly Partial<T>[],
): Promise<T[]> {
  const made = await db.sql<object>`
    ${insertion(db, entity, rows)} returning ${db.columns(entity, 'made')}`;
  return made.map((row) => db.hydrate(entity, row));
}

/** The same where nobody needs to know what became of the rows. */
export async function insertLater<T extends ObjectLiteral>(
  db: Database,
  entity: EntityTarget<T>,
  rows: readonly Partial<T>[],
): Promise<void> {
  await db.later`${insertion(db, entity, rows)}`;
}

function insertion<T extends ObjectLiteral>(db: Database, entity: EntityTarget<T>, rows: readonly Partial<T>[]): Part {
  const { columns, versionColumn } = db.metadata(entity);
  const given = columns.filter(
    (column) => column !== versionColumn && rows.some((row) => row[column.propertyName] !== undefined),
  );
  const names = new Fragment(given.map(({ databaseName }) => quote(databaseName)).join(', '));
  const [version, first] = versionColumn ? [`, ${quote(versionColumn.databaseName)}`, ', 1'] : ['', ''];
  const records = rows.map((row) =>
    Object.fromEntries(given.map(({ databaseName, propertyName }) => [databaseName, row[propertyName] as unknown])),
  );
  return part`insert into ${entity} as made (${names}${new Fragment(version)})
    select ${names}${new Fragment(first)}
    from jsonb_populate_recordset(null::${entity}, ${JSON.stringify(records)}::jsonb)`;
}

/** An id for a row that is to be inserted. The database makes it, so that ids sort by age on every server. */
export async function newId(db: Database): Promise<string> {
  const [{ id }] = await db.sql<{ id: string }>`select uuidv7() as id`;
  return id;
}

/** Rows as they will be once they are inserted in the current transaction, with their ids, times and defaults. */
export async function newRows<T extends Row>(
  db: Database,
  entity: EntityTarget<T>,
  rows: readonly Partial<T>[],
): Promise<T[]> {
  const { columns } = db.metadata(entity);
  const ids = await db.sql<{ id: string; now: Date }>`
    select uuidv7() as id, now() as now from generate_series(1, ${rows.length})`;
  return rows.map((row, place) => {
    const { id, now } = ids[place];
    const made = db.metadata(entity).create() as T;
    for (const { propertyName, default: value } of columns)
      Object.assign(made, { [propertyName]: typeof value === 'function' ? null : structuredClone(value ?? null) });
    return Object.assign(made, { id, createdAt: now, updatedAt: now, version: 1 }, row);
  });
}
