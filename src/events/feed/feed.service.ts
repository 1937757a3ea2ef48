import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database';
import { EventCursor, HEAD } from './event-cursor.entity';
import { EventLog } from './event-log.service';
import { type EventHandler, FeedReader, type ReaderOptions } from './feed-reader';
import { FeedSignal } from './feed-signal.service';
import { Sequencer } from './sequencer.service';

/** How often everybody looks without having been told to. */
const EVERY_MS = 1_000;
const DRAIN_MS = 5;

/** The events of all projects as one ordered stream, for whoever has to do something about them, once for each. */
@Injectable()
export class Feed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly readers = new Map<string, FeedReader>();
  private started = false;

  constructor(
    private readonly db: Database,
    private readonly log: EventLog,
    private readonly sequencer: Sequencer,
    private readonly signal: FeedSignal,
  ) {}

  /**
   * Has `handler` deal with every event, in order, in batches, on whichever server comes first. A module calls it in
   * `onModuleInit`. A handler that throws gets the same batch again, a second later.
   * @param name of the reader, for ever: its place in the feed is kept under it
   */
  async read(name: string, handler: EventHandler, options: ReaderOptions = {}): Promise<void> {
    if (name === HEAD || this.readers.has(name)) throw new Error(`The feed has a reader '${name}' already.`);
    this.readers.set(name, new FeedReader(this.db, this.log, name, handler, options));
    if (this.started) await this.begin(this.readers.get(name)!);
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const reader of this.readers.values()) await this.begin(reader);
    this.signal.whenMoved(() => this.readers.forEach((reader) => reader.ask()));
    this.signal.whenConnected(() => this.sequencer.lookAtAll());
    this.started = true;
    void this.signal.start();
    await this.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** Lets the batches under way end, and does nothing by itself any more. `drain` still does, when asked. */
  async stop(): Promise<void> {
    this.started = false;
    await this.sequencer.stop();
    await Promise.all([...this.readers.values()].map((reader) => reader.stop()));
    await this.signal.stop();
  }

  /** Looks for what nobody has told of. */
  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    if (!this.started) return;
    this.sequencer.ask();
    const behind = await this.behind().catch(() => []);
    for (const name of behind) this.readers.get(name)?.ask();
  }

  /** Makes a reader begin anew, at the oldest event that is kept, when the current transaction is committed. */
  async rewind(name: string): Promise<void> {
    await this.db.sql`update ${EventCursor} set position = 0, updated_at = now() where name = ${name}`;
    await this.db.afterwards(() => this.readers.get(name)?.ask());
  }

  /**
   * Waits until every event that is committed now has been dealt with. For tests, and before figures that must be exact.
   * @throws what a handler throws
   */
  async drain(): Promise<void> {
    while (await this.sequencer.place());
    const head = await this.sequencer.head();
    for (const reader of this.readers.values()) {
      while (BigInt(await this.placeOf(reader.name)) < BigInt(head)) {
        if ((await reader.read()) === 'taken') await sleep(DRAIN_MS);
      }
    }
  }

  private async placeOf(name: string): Promise<string> {
    const { position } = await this.db.of(EventCursor).findOneByOrFail({ name });
    return position;
  }

  private async begin({ name, from }: FeedReader): Promise<void> {
    await this.db.sql`
      insert into ${EventCursor} (name, position)
      select ${name}, case when ${from}::text = 'now' then position else 0 end from ${EventCursor} where name = ${HEAD}
      on conflict do nothing`;
  }

  private async behind(): Promise<string[]> {
    const rows = await this.db.sql<{ name: string }>`
      select reader.name from ${EventCursor} reader, ${EventCursor} head
      where head.name = ${HEAD} and reader.position < head.position`;
    return rows.map(({ name }) => name);
  }
}
