import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { EventLog, type PlacedEvent } from '../events/feed/event-log.service';
import { FeedSignal } from '../events/feed/feed-signal.service';
import { Turns } from '../events/feed/turns';

/** How many of the newest events are kept for those who watch. Who is further behind reads the database. */
const RECENT = 5_000;
const LOOK = 500;
const PAUSE_MS = 10;

/** The newest events of all projects, read once for everybody on this server who watches, and only while somebody does. */
@Injectable()
export class Tail implements OnModuleInit, OnModuleDestroy {
  private readonly turns = new Turns('New events cannot be read', () => this.look(), PAUSE_MS);
  private recent: PlacedEvent[] = [];
  /** The newest position that was read; undefined while nobody watches. */
  private head?: number;
  private watching = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly log: EventLog,
    private readonly signal: FeedSignal,
  ) {}

  onModuleInit(): void {
    this.signal.whenMoved(() => this.watching && this.turns.ask());
  }

  async onModuleDestroy(): Promise<void> {
    await this.turns.stop();
  }

  /** Begins to watch. @returns the newest position */
  async join(): Promise<number> {
    const head = Number((await this.log.bounds()).head);
    if (!this.watching++) this.head = head;
    this.turns.ask();
    return head;
  }

  leave(): void {
    if (--this.watching) return;
    this.recent = [];
    this.head = undefined;
  }

  /** The events after a position, some of them when there are many; undefined when it is too long ago. */
  after(position: number, limit: number): readonly PlacedEvent[] | undefined {
    // Positions have no gaps, so they can be counted.
    const unread = (this.head ?? 0) - position;
    if (unread <= 0) return [];
    if (unread > this.recent.length) return undefined;
    const begin = this.recent.length - unread;
    return this.recent.slice(begin, begin + limit);
  }

  /** Waits for events after a position, for at most some milliseconds. @returns whether there are some */
  async news(position: number, milliseconds: number, stop: AbortSignal): Promise<boolean> {
    if (this.head !== undefined && this.head > position) return true;
    return new Promise((resolve) => {
      const end = (some: boolean) => {
        clearTimeout(timer);
        stop.removeEventListener('abort', nothing);
        this.waiting.delete(heard);
        resolve(some);
      };
      const heard = () => end(true);
      const nothing = () => end(false);
      const timer = setTimeout(nothing, milliseconds);
      stop.addEventListener('abort', nothing);
      this.waiting.add(heard);
      if (stop.aborted) nothing();
    });
  }

  /** @returns whether there may be more */
  private async look(): Promise<boolean> {
    if (this.head === undefined) return false;
    const events = await this.log.after(String(this.head), LOOK);
    if (this.head === undefined || !events.length) return false;
    this.recent = [...this.recent, ...events].slice(-RECENT);
    this.head = Number(events.at(-1)!.position);
    for (const heard of this.waiting) heard();
    return events.length === LOOK;
  }
}
