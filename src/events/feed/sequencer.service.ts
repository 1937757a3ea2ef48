import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Event } from '../event.entity';
import { EventCursor, HEAD } from './event-cursor.entity';
import { FeedSignal } from './feed-signal.service';
import { Turns } from './turns';

/** How many events one transaction places. */
const BATCH = 1_000;
/** How long it rests after a turn: what comes in meanwhile is placed together. The first event after a rest never waits. */
const PAUSE_MS = 50;

/**
 * Gives committed events their positions, 1, 2, 3 … without a gap, on any number of servers. Only the holder of the row
 * `head` does, so whoever sees a position sees all before it. What changes one thing waits for the change before it, so
 * it draws its `id` later and is seen no sooner: in the order of `id` a batch keeps the order of each thing.
 */
@Injectable()
export class Sequencer {
  private readonly turns = new Turns('Events cannot be put in order', () => this.place(), PAUSE_MS);
  /** No event of an older transaction waits for its position. Looking no further spares us the index's dead entries. */
  private since = '0';

  constructor(
    private readonly db: Database,
    private readonly signal: FeedSignal,
  ) {
    db.whenInserted(Event, () => this.turns.ask());
  }

  /** Asks for the events that are committed now to get their positions soon. */
  ask(): void {
    this.turns.ask();
  }

  /** Looks at all events next time: another cluster counts its transactions differently. */
  lookAtAll(): void {
    this.since = '0';
  }

  /** @returns once the turn under way has ended */
  stop(): Promise<void> {
    return this.turns.stop();
  }

  /** The last position that was given. */
  async head(): Promise<string> {
    const [{ position }] = await this.db.sql<{ position: string }>`
      select position from ${EventCursor} where name = ${HEAD}`;
    return position;
  }

  /**
   * Places one batch of committed events.
   * @returns whether there may be more
   */
  async place(): Promise<boolean> {
    if (!(await this.waiting())) return false;
    const placed = await this.db.transaction(async () => {
      // A statement of its own: the next one has to see all that the holder before us has placed.
      await this.db.sql`select from ${EventCursor} where name = ${HEAD} for update`;
      return this.number();
    });
    if (placed) this.signal.moved();
    return placed === BATCH;
  }

  private async waiting(): Promise<boolean> {
    const [{ some, horizon }] = await this.db.sql<{ some: boolean; horizon: string }>`
      select exists (select from ${Event} where position is null and tx >= ${this.since}) as some,
        pg_snapshot_xmin(pg_current_snapshot())::text as horizon`;
    if (!some) this.since = horizon;
    return some;
  }

  private async number(): Promise<number> {
    const [{ placed }] = await this.db.sql<{ placed: number }>`
      with pending as materialized (
        select id from ${Event} where position is null and tx >= ${this.since} order by id limit ${BATCH}
      ), numbered as (
        select id, head.position + row_number() over (order by id) as position
        from pending, ${EventCursor} head where head.name = ${HEAD}
      ), placed as (
        update ${Event} e set position = n.position from numbered n where e.id = n.id returning e.position
      ), moved as (
        update ${EventCursor} set position = (select max(position) from placed), updated_at = now()
        where name = ${HEAD} and exists (select from placed)
      )
      select count(*)::int as placed, case when count(*) > 0 then ${this.signal.send} end from placed`;
    return placed;
  }
}
