import type { EntityTarget, FindOptionsWhere, QueryPartialEntity } from 'typeorm';
import { type Database, Fragment, type Part, part, quote } from '../database/database';
import { assignments } from '../database/rows';
import { illegalMove, notFound } from '../problems/problem';
import type { Flow } from './flow';

/** A row with a property, `status` unless said otherwise, that follows a flow. */
export type Stateful<State extends string, Property extends string = 'status'> = {
  id: string;
  projectId: string;
} & Record<Property, State>;

export interface Move<T, State extends string, Property extends string = 'status'> {
  entity: EntityTarget<T>;
  /** What a person calls the row, for the error: `workflow`. */
  noun: string;
  /** What a person calls this one: `greenfield-fullstack-3`. */
  name: string;
  flow: Flow<State>;
  to: State;
  /** The property that holds the state, when it is not `status`. */
  property?: Property;
  /** Other columns that change with the status; a function gives SQL: `() => 'now()'`. */
  set?: QueryPartialEntity<T>;
}

/**
 * The only way a status changes: one UPDATE whose WHERE names the states it may come from, so that of two callers one wins.
 * @throws Problem `illegal-move` (409) with the states that are allowed now
 */
export async function move<
  State extends string,
  T extends Stateful<State, Property>,
  Property extends string = 'status',
>(db: Database, row: Pick<T, 'id' | 'projectId'>, made: Move<T, State, Property>): Promise<void> {
  const { entity, noun, name, flow, to, property = 'status' as Property } = made;
  const moved = await db.sql`${updateOf(db, row, made)}`;
  if (moved.length) return;
  const now = await db.of(entity).findOneBy({ id: row.id, projectId: row.projectId } as FindOptionsWhere<T>);
  if (!now) throw notFound(noun, name);
  throw illegalMove(noun, name, now[property], to, flow.next(now[property]));
}

/**
 * The same for a row whose state nobody else can change before the current transaction ends, because what guards it is
 * locked. So the move need not be waited for; should another one have come between nevertheless, all is undone.
 */
export async function moveHeld<State extends string, T extends Stateful<State>>(
  db: Database,
  row: T,
  made: Move<T, State>,
): Promise<void> {
  const { noun, name, flow, to } = made;
  if (!flow.into(to).includes(row.status)) throw illegalMove(noun, name, row.status, to, flow.next(row.status));
  await db.later`with moved as (${updateOf(db, row, made)}) select 1 / count(*) from moved`;
}

function updateOf<State extends string, T extends Stateful<State, Property>, Property extends string>(
  db: Database,
  { id, projectId }: Pick<T, 'id' | 'projectId'>,
  { entity, flow, to, set, property = 'status' as Property }: Move<T, State, Property>,
): Part {
  const column = db.metadata(entity).columns.find(({ propertyName }) => propertyName === property)!;
  return part`
    update ${entity} set ${assignments(db, entity, { ...set, [property]: to })}
    where id = ${id} and project_id = ${projectId}
      and ${new Fragment(quote(column.databaseName))}::text = any(${flow.into(to)}) returning id`;
}
