import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Client } from 'pg';
import { Database } from './database';

/** One channel for all topics; what is said in it begins with the schema, for a database may hold several of ours. */
const CHANNEL = 'nest_bmad_notices';
/** How long a lost connection waits before it is tried anew, in milliseconds. */
const RETRY_MS = 500;

/** Hears what was said of a topic; undefined after a time in which something may have been missed. */
type Ear = (id?: string) => void;

/**
 * Short notices from server to server through the database, on a connection of their own: that something which others
 * may remember has changed. They are promptness and no guarantee, so whoever remembers also asks anew from time to time.
 */
@Injectable()
export class Notices implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(Notices.name);
  private readonly ears = new Map<string, Ear[]>();
  private client?: Client;
  private retry?: NodeJS.Timeout;
  private stopped = false;
  private told = false;

  constructor(private readonly db: Database) {}

  /** Whether notices arrive now. */
  get listening(): boolean {
    return this.client !== undefined;
  }

  /** Has `ear` called for each notice of a topic. */
  hear(topic: string, ear: Ear): void {
    this.ears.set(topic, [...(this.ears.get(topic) ?? []), ear]);
  }

  /** Tells every server once the current transaction is committed; this one at the latest when the transaction has ended. */
  async tell(topic: string, id: string): Promise<void> {
    await this.db.sql`select pg_notify(${CHANNEL}, ${[this.db.schema, topic, id].join(' ')})`;
    await this.db.afterwards(() => Promise.resolve(this.pass(topic, id)));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connect();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => {});
    this.client = undefined;
  }

  private async connect(): Promise<void> {
    const client = this.db.client();
    client.on('notification', ({ payload = '' }) => this.heard(payload));
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => {});
      return this.again(error);
    }
    if (this.stopped) return client.end();
    this.client = client;
    this.told = false;
    for (const ears of this.ears.values()) ears.forEach((ear) => ear());
  }

  private heard(payload: string): void {
    const [schema, topic, id] = payload.split(' ');
    if (schema === this.db.schema) this.pass(topic, id);
  }

  private pass(topic: string, id: string): void {
    this.ears.get(topic)?.forEach((ear) => ear(id));
  }

  private lost(client: Client, error?: Error): void {
    if (this.client !== client) return;
    this.client = undefined;
    client.end().catch(() => {});
    this.again(error);
  }

  private again(error: unknown): void {
    if (this.stopped) return;
    if (!this.told)
      this.log.warn(
        `No notices of other servers for now: ${error instanceof Error ? error.message : 'the connection was closed'}`,
      );
    this.told = true;
    this.retry = setTimeout(() => void this.connect(), RETRY_MS);
    this.retry.unref();
  }
}
