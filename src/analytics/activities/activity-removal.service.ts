import { Injectable } from '@nestjs/common';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { Database, part } from '../../database/database';
import { COUNTING_LOCK } from './activity-counting.service';
import { ActivityReader } from './activity-reader.entity';
import { count, REMOVED } from './counting.query';

/**
 * Removes activities that have been counted. What is removed is counted once more, into a generation of its own, with
 * which every rebuild begins: so the roll-ups stay what they were.
 */
@Injectable()
export class ActivityRemoval {
  constructor(private readonly db: Database) {}

  /**
   * Removes some of the oldest that are older than so many days, unless somebody counts. Runs in the caller's transaction.
   * @param limit how many it looks at
   */
  async step(days: number, limit: number): Promise<{ removed: number; more: boolean }> {
    const [{ locked }] = await this.db.sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${COUNTING_LOCK}, 0)) as locked`;
    if (!locked) return { removed: 0, more: false };
    // No rebuild begins meanwhile.
    await this.db.sql`select from ${ActivityReader} order by generation for update`;
    const ids = await this.old(days, limit);
    if (!ids.length) return { removed: 0, more: false };
    const which = part`a.id = any(${ids}::uuid[])`;
    await count(this.db, REMOVED, which);
    await this.db.sql`delete from ${AgentActivity} a where ${which}`;
    return { removed: ids.length, more: true };
  }

  /** In the order in which they were counted, by every reader. */
  private async old(days: number, limit: number): Promise<string[]> {
    const rows = await this.db.sql<{ id: string }>`
      select id from (
        select a.id, a.at from ${AgentActivity} a
        where (a.tx, a.id) <= (select reader.tx, reader.activity_uuid from ${ActivityReader} reader
          order by reader.tx, reader.activity_uuid limit 1)
        order by a.tx, a.id limit ${limit}
      ) first where at < now() - make_interval(days => ${days})`;
    return rows.map(({ id }) => id);
  }
}
