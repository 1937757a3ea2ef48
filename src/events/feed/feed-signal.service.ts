import { Injectable, Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { Database, type Part, part } from '../../database/database';

const CHANNEL = 'nest_bmad_events';
const RETRY_MS = 1_000;

type Listener = () => void;

/** Tells every server at once that the feed has moved. It may fail to: whoever waits for the feed also looks by itself. */
@Injectable()
export class FeedSignal {
  private readonly log = new Logger(FeedSignal.name);
  private readonly listeners: Listener[] = [];
  private readonly connected: Listener[] = [];
  private client?: Client;
  private retry?: NodeJS.Timeout;
  private stopped = false;

  constructor(private readonly db: Database) {}

  /** The expression that tells the other servers, once its transaction is committed. */
  get send(): Part {
    return part`pg_notify(${CHANNEL}, ${this.db.schema})`;
  }

  /** Has `listener` called whenever the feed has moved, here or on another server. */
  whenMoved(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Has `listener` called whenever the database may be another one, or have changed unheard. */
  whenConnected(listener: Listener): void {
    this.connected.push(listener);
  }

  /** Tells this server. */
  moved(): void {
    for (const listener of this.listeners) listener();
  }

  /** Listens from now on, on a connection of its own that is renewed when it is lost. */
  async start(): Promise<void> {
    const client = this.db.client();
    this.client = client;
    client.on('error', () => undefined);
    client.once('end', () => this.again());
    client.on('notification', ({ payload }) => payload === this.db.schema && this.moved());
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      this.log.debug(`The feed does not hear the other servers for now: ${String(error)}`);
      await client.end().catch(() => undefined);
      this.again();
    }
    // What happened while nobody listened.
    for (const listener of this.connected) listener();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private again(): void {
    if (this.stopped) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.start(), RETRY_MS);
  }
}
