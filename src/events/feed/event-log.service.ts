import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Event } from '../event.entity';

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
}
