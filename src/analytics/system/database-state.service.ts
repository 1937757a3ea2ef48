import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { EventCursor } from '../../events/feed/event-cursor.entity';

/** How large one table is. */
export interface TableSize {
  name: string;
  /** As Postgres estimates it; null before it has looked. */
  rows: number | null;
  /** With its indexes. */
  bytes: number;
}

/** What the database says about itself. */
export interface DatabaseState {
  version: string;
  /** Of the whole database, which others may share. */
  bytes: number;
  /** Connections to the database, whoever holds them. */
  connections: number;
  /** The share of the pages that were in memory when they were needed, since the statistics began; null over none. */
  cacheHitRate: number | null;
  /** For how long the oldest transaction has been open, in seconds; null for none. */
  oldestTransactionSeconds: number | null;
  deadlocks: number;
  /** How long this answer took, in milliseconds. */
  answeredMs: number;
}

/** How far the slowest reader of the feed is behind. */
export interface FeedState {
  /** How many events have their place. */
  events: number;
  /** Events that some reader has not dealt with. */
  behind: number;
  reader: string | null;
}

/** What the database says about itself. */
@Injectable()
export class DatabaseStates {
  constructor(private readonly db: Database) {}

  async state(): Promise<DatabaseState> {
    const begun = performance.now();
    const [state] = await this.db.sql<Omit<DatabaseState, 'answeredMs'>>`
      select current_setting('server_version') as version, pg_database_size(current_database())::float8 as bytes,
        numbackends as connections, (blks_hit::float8 / nullif(blks_hit + blks_read, 0)) as "cacheHitRate",
        deadlocks::float8 as deadlocks, (
          select extract(epoch from max(now() - xact_start))::float8 from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
        ) as "oldestTransactionSeconds"
      from pg_stat_database where datname = current_database()`;
    return { ...state, answeredMs: performance.now() - begun };
  }

  /** Our largest tables. */
  tables(): Promise<TableSize[]> {
    return this.db.sql<TableSize>`
      select c.relname as name, nullif(c.reltuples, -1)::float8 as rows, pg_total_relation_size(c.oid)::float8 as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${this.db.schema} and c.relkind = 'r' order by 3 desc, 1 limit 10`;
  }

  async feed(): Promise<FeedState> {
    const [state] = await this.db.sql<FeedState>`
      select head.position::float8 as events, coalesce(head.position - slowest.position, 0)::float8 as behind,
        slowest.name as reader
      from ${EventCursor} head left join lateral (
        select name, position from ${EventCursor} where name <> 'head' order by position, name limit 1
      ) slowest on true
      where head.name = 'head'`;
    return state;
  }
}
