import type { Database } from '../../database/database';
import { EventCursor } from './event-cursor.entity';
import type { EventLog, PlacedEvent } from './event-log.service';
import { Turns } from './turns';

/** Does something about the next events, which come in order. Runs in the transaction that remembers them as done. */
export type EventHandler = (events: readonly PlacedEvent[]) => Promise<void>;

/** How a reader takes the feed. */
export interface ReaderOptions {
  /** How many events one transaction deals with at most; 500 unless told otherwise. */
  batch?: number;
  /** Where a reader that is new begins: at the `start` of what is kept (so by default), or with what happens from `now` on. */
  from?: 'start' | 'now';
}

const BATCH = 500;
const PAUSE_MS = 50;

/** What became of one look for more events. */
export type Outcome = 'done' | 'more' | 'taken';

/** One named reader. Its handler's effects and its place in the feed commit together, so each event counts exactly once. */
export class FeedReader {
  private readonly turns: Turns;
  private readonly batch: number;
  /** Where it begins when it is new. */
  readonly from: 'start' | 'now';

  constructor(
    private readonly db: Database,
    private readonly log: EventLog,
    readonly name: string,
    private readonly handler: EventHandler,
    options: ReaderOptions,
  ) {
    this.batch = options.batch ?? BATCH;
    this.from = options.from ?? 'start';
    this.turns = new Turns(
      `The events cannot be read by '${name}'`,
      async () => (await this.read()) === 'more',
      PAUSE_MS,
    );
  }

  /** Asks for a look soon, at all that is placed now. */
  ask(): void {
    this.turns.ask();
  }

  /** @returns once the batch under way has ended */
  stop(): Promise<void> {
    return this.turns.stop();
  }

  /** Deals with the next batch, unless another server is doing so. @throws what the handler throws; nothing is remembered then */
  read(): Promise<Outcome> {
    return this.db.transaction(async () => {
      const [cursor] = await this.db.sql<{ position: string }>`
        select position from ${EventCursor} where name = ${this.name} for update skip locked`;
      if (!cursor) return 'taken';
      const events = await this.log.after(cursor.position, this.batch);
      if (!events.length) return 'done';
      await this.handler(events);
      await this.db.sql`
        update ${EventCursor} set position = ${events.at(-1)!.position}, updated_at = now() where name = ${this.name}`;
      return events.length === this.batch ? 'more' : 'done';
    });
  }
}
