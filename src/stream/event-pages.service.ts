import { Injectable } from '@nestjs/common';
import { Database, part } from '../database/database';
import { Event } from '../events/event.entity';
import { EventLog, type PlacedEvent } from '../events/feed/event-log.service';
import { Problem, unacceptable } from '../problems/problem';
import { condition, type EventFilter, takesAll } from './event-filter';

/** How many events one look goes through at most, so that a filter which takes few of them keeps nobody waiting. */
const LOOK = 10_000;

/** What was found in a stretch of the feed. */
export interface Stretch {
  items: PlacedEvent[];
  /** The position up to which all that the filter takes is among the items. */
  through: string;
  /** Whether there may be more behind it. */
  more: boolean;
}

/** Reads the events of one project from the database, filtered, in the order of the feed. */
@Injectable()
export class EventPages {
  constructor(
    private readonly db: Database,
    private readonly log: EventLog,
  ) {}

  /** The next events after a position, `limit` of them at most. There may be none in this stretch, and more behind it. */
  async after(filter: EventFilter, after: string, limit: number): Promise<Stretch> {
    const look = takesAll(filter) ? limit + 1 : LOOK;
    // The events of one thing are few, and have an index of their own.
    const where = filter.subjectId === undefined ? part`` : part`and e.subject_id = ${filter.subjectId}`;
    const rows = await this.db.sql<{ last: string | null; seen: number; id: string | null }>`
      with seen as materialized (
        select ${this.db.columns(Event, 'e')} from ${Event} e
        where e.project_id = ${filter.projectId} and e.position > ${after} ${where}
        order by e.position limit ${look}
      )
      select bounds.last, bounds.seen, ${this.db.columns(Event, 'found')}
      from (select max(position) as last, count(*)::int as seen from seen) bounds left join lateral (
        select * from seen e where ${condition(filter)} order by e.position limit ${limit + 1}
      ) found on true order by found.position`;
    const found = rows.filter(({ id }) => id !== null).map((row) => this.db.hydrate(Event, row) as PlacedEvent);
    const items = found.slice(0, limit);
    const [{ last, seen }] = rows;
    if (found.length > limit) return { items, through: items.at(-1)!.position, more: true };
    return { items, through: last ?? after, more: seen === look };
  }

  /**
   * Makes sure that nothing is missing behind a position that somebody has kept.
   * @throws Problem 410 when events after it are not kept any more; 422 when it was never given
   */
  async check(after: string): Promise<void> {
    const { oldest, head } = await this.log.bounds();
    if (BigInt(after) > BigInt(head)) {
      throw unacceptable('after', `The newest event has the position ${head}; there is no ${after} yet.`);
    }
    if (BigInt(after) > 0n && BigInt(after) + 1n < BigInt(oldest)) {
      throw new Problem('events-gone', 410, 'Events of that time are not kept any more', {
        detail: `The oldest event that is kept has the position ${oldest}, so some after ${after} are gone. Read anew what you keep, and go on with after=0 for all that is left.`,
      });
    }
  }
}
