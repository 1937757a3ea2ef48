import {
  type EntityTarget,
  type FindOptionsWhere,
  In,
  type QueryDeepPartialEntity,
  type QueryPartialEntity,
} from 'typeorm';
import type { Database } from '../database/database';
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
>(
  db: Database,
  row: Pick<T, 'id' | 'projectId'>,
  { entity, noun, name, flow, to, set, property = 'status' as Property }: Move<T, State, Property>,
): Promise<void> {
  const where = { id: row.id, projectId: row.projectId } as FindOptionsWhere<T>;
  const change = { ...set, [property]: to } as unknown as QueryDeepPartialEntity<T>;
  const { affected } = await db.of(entity).update({ ...where, [property]: In(flow.into(to)) }, change);
  if (affected) return;
  const now = await db.of(entity).findOneBy(where);
  if (!now) throw notFound(noun, name);
  throw illegalMove(noun, name, now[property], to, flow.next(now[property]));
}
