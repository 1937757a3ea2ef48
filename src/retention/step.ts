import { IdempotencyKey } from '../access/idempotency/idempotency-key.entity';
import { AgentSession } from '../agents/agent-session.entity';
import { type Database, type Part, part } from '../database/database';
import { WebhookDelivery } from '../webhooks/deliveries/delivery.entity';

/** What one step did. */
export interface Step {
  removed: number;
  /** Whether there may be more to remove. */
  more: boolean;
}

/** Removes a limited number of the oldest rows that are older than so many days. Runs in a transaction of its own. */
export type Remover = (days: number, limit: number) => Promise<Step>;

/** What stands between the rows that are kept and those that are not, as SQL. */
export const cutoff = (days: number): Part => part`now() - make_interval(days => ${days})`;

/** Rows that somebody else holds are passed by: they are for a later step. */
const take = (db: Database, table: Function, limit: number, which: Part): Promise<Step> =>
  db.sql<{ removed: number }>`
      with old as materialized (
        select ctid from ${table} where ${which} limit ${limit} for update skip locked
      ), removed as (
        delete from ${table} where ctid = any(array(select ctid from old)) returning 1
      ) select count(*)::int as removed from removed`.then(([{ removed }]) => ({ removed, more: removed === limit }));

/** Keys and the answers that are kept under them. A request that comes again later is a new one. */
export const idempotencyKeys =
  (db: Database): Remover =>
  (days, limit) =>
    take(db, IdempotencyKey, limit, part`created_at < ${cutoff(days)}`);

/** Deliveries, whatever became of them: one that still waits has been held back for as long. */
export const deliveries =
  (db: Database): Remover =>
  (days, limit) =>
    take(db, WebhookDelivery, limit, part`created_at < ${cutoff(days)} and updated_at < ${cutoff(days)}`);

/** Sessions that have ended. What was done in them stays, and names them no more. */
export const sessions =
  (db: Database): Remover =>
  (days, limit) =>
    take(db, AgentSession, limit, part`ended_at < ${cutoff(days)}`);
