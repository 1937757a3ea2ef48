import { type EntityTarget, type FindOptionsWhere, In, type QueryDeepPartialEntity } from 'typeorm';
import type { Database } from '../database/database';
import { illegalMove, notFound } from '../problems/problem';
import type { Flow } from './flow';

/** A row whose `status` follows a flow. */
export interface Stateful<State extends string> {
  id: string;
  projectId: string;
  status: State;
}

export interface Move<T, State extends string> {
  entity: EntityTarget<T>;
  /** What a person calls the row, for the error: `workflow`. */
  noun: string;
  /** What a person calls this one: `greenfield-fullstack-3`. */
  name: string;
  flow: Flow<State>;
  to: State;
  /** Other columns that change with the status. */
  set?: QueryDeepPartialEntity<T>;
}

/**
 * The only way a status changes: one UPDATE whose WHERE names the states it may come from, so that of two callers one wins.
 * @throws Problem `illegal-move` (409) with the states that are allowed now
 */
export async function move<State extends string, T extends Stateful<State>>(
  db: Database,
  row: Pick<T, 'id' | 'projectId'>,
  { entity, noun, name, flow, to, set }: Move<T, State>,
): Promise<void> {
  const where = { id: row.id, projectId: row.projectId } as FindOptionsWhere<T>;
  const change = { ...set, status: to } as unknown as QueryDeepPartialEntity<T>;
  const { affected } = await db.of(entity).update({ ...where, status: In(flow.into(to)) }, change);
  if (affected) return;
  const now = await db.of(entity).findOneBy(where);
  if (!now) throw notFound(noun, name);
  throw illegalMove(noun, name, now.status, to, flow.next(now.status));
}
