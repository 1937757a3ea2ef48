import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Event } from '../event.entity';
import { EventCursor, HEAD } from './event-cursor.entity';

/** An event that has its place in the feed. */
export type PlacedEvent = Event & { position: string };

/** Reads events in the order of the feed. */
@Injectable()
export class EventLog {
  constructor(private readonly db: Database) {}

  /** The events of all projects after a position, in order. */
  async after(position: string, limit: number): Promise<PlacedEvent[]> {
    const rows = await this.db.sql<object>`
      select ${this.db.columns(Event, 'e')} from ${Event} e
      where e.position > ${position} order by e.position limit ${limit}`;
    return rows.map((row) => this.db.hydrate(Event, row) as PlacedEvent);
  }

  /** The newest position, and the oldest one that is kept: the next one to come when there is none. */
  async bounds(): Promise<{ oldest: string; head: string }> {
    const [bounds] = await this.db.sql<{ oldest: string; head: string }>`
      select position as head, coalesce((
        select e.position from ${Event} e where e.position is not null order by e.position limit 1
      ), position + 1) as oldest from ${EventCursor} where name = ${HEAD}`;
    return bounds;
  }
}
