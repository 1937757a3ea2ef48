import { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { PlacedEvent } from '../events/feed/event-log.service';
import { type EventFilter, matches } from './event-filter';
import { EventPages } from './event-pages.service';
import { FeedEventView } from './events.dto';
import { Lanes } from './lanes';
import { Tail } from './tail.service';

/** How many events are written in one piece. */
const PIECE = 100;
/** How many streams of a server read the database at once, to catch up. The others wait, so that requests have connections. */
const CATCHING_UP = 2;
/** How long a stream says nothing at most, and how long it outlives the key of its client. */
const KEEP_ALIVE_MS = 5_000;
/** How long a client may leave what it was sent unread. After that it is cut off; it goes on from there when it comes again. */
const STALLED_MS = 60_000;
/** How soon a client that was cut off shall come again. */
const RETRY_MS = 1_000;

/** One stream. */
interface Watch {
  filter: EventFilter;
  /** Rejects when the client may not watch any more. */
  admit: () => Promise<unknown>;
  stop: AbortController;
}

/**
 * Events as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). A stream is pulled by
 * its client: one that reads slowly holds one piece in memory and catches up from the database.
 */
@Injectable()
export class Streams implements OnModuleDestroy {
  private readonly watches = new Set<Watch>();
  private readonly lanes = new Lanes(CATCHING_UP);
  private closing = false;

  constructor(
    private readonly tail: Tail,
    private readonly pages: EventPages,
  ) {}

  /** Ends every stream; their clients come again, to another server. */
  onModuleDestroy(): void {
    this.closing = true;
    for (const { stop } of this.watches) stop.abort();
  }

  /**
   * Everything that the filter takes, as it happens.
   * @param admit asked again and again; the stream ends when it rejects
   * @param after the position to go on from; without it, with what happens from now on
   * @throws Problem 410, 422 as `EventPages.check`
   */
  async open(filter: EventFilter, admit: Watch['admit'], after?: string): Promise<Readable> {
    if (after !== undefined) await this.pages.check(after);
    const head = await this.tail.join();
    const watch = { filter, admit, stop: new AbortController() };
    this.watches.add(watch);
    if (this.closing) watch.stop.abort();
    const pieces = this.pieces(watch, after === undefined ? head : Number(after));
    const stream = Readable.from(
      this.cutOffWhenStalled(pieces, () => stream.destroy()),
      { objectMode: false },
    );
    return stream.once('close', () => {
      watch.stop.abort();
      this.watches.delete(watch);
      this.tail.leave();
    });
  }

  private async *pieces({ filter, admit, stop: { signal } }: Watch, begin: number): AsyncGenerator<string> {
    let position = begin;
    yield `retry: ${RETRY_MS}\nid: ${position}\n\n`;
    while (!signal.aborted) {
      const { items, through } = await this.next(filter, position);
      if (!(await isAdmitted(admit))) return;
      if (items.length) yield items.map(written).join('');
      const moved = through > position;
      position = through;
      if (moved || (await this.tail.news(position, KEEP_ALIVE_MS, signal))) continue;
      // An `id` alone is no event, but lets the client go on from here instead of from the last one that it took.
      if (!signal.aborted) yield `: keep-alive\nid: ${position}\n\n`;
    }
  }

  private async next(filter: EventFilter, position: number): Promise<{ items: PlacedEvent[]; through: number }> {
    const recent = this.tail.after(position, PIECE);
    if (!recent) return this.lanes.run(() => this.catchUp(filter, position));
    return {
      items: recent.filter((event) => matches(filter, event)),
      through: Number(recent.at(-1)?.position ?? position),
    };
  }

  private async catchUp(filter: EventFilter, position: number): Promise<{ items: PlacedEvent[]; through: number }> {
    const { items, through } = await this.pages.after(filter, String(position), PIECE);
    return { items, through: Number(through) };
  }

  private async *cutOffWhenStalled(pieces: AsyncIterable<string>, cutOff: () => void): AsyncGenerator<string> {
    for await (const piece of pieces) {
      const timer = setTimeout(cutOff, STALLED_MS);
      try {
        yield piece;
      } finally {
        clearTimeout(timer);
      }
    }
  }
}

const isAdmitted = (admit: Watch['admit']): Promise<boolean> =>
  admit().then(
    () => true,
    () => false,
  );

const written = (event: PlacedEvent): string =>
  `id: ${event.position}\ndata: ${JSON.stringify(FeedEventView.of(event))}\n\n`;
