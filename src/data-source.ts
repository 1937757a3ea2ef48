import type { Pool } from 'pg';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { migrations } from '../migrations';
import { lending, poolOf } from './database/lent-pool';
import { SnakeNaming } from './database/naming';
import { entities } from './entities';

/** A pool of connections of our own. */
export interface OwnDatabase {
  /** `postgres://…` */
  url: string;
  /** The schema that holds all tables, `bmad` by default. */
  schema?: string;
  /** How many connections at most, 10 by default. */
  poolSize?: number;
}

/** The connections of the host application. They stay its own: we close none of them. */
export interface SharedDatabase {
  /** A pool of `pg`, or a TypeORM DataSource for Postgres that is initialized. */
  connection: Pool | DataSource;
  /** The schema that holds all tables, `bmad` by default. */
  schema?: string;
}

export type DatabaseSettings = OwnDatabase | SharedDatabase;

/** How TypeORM reaches our tables: the one description that the server, the tests and the TypeORM CLI share. */
export const dataSourceOptions = (settings: DatabaseSettings): DataSourceOptions => ({
  type: 'postgres',
  schema: settings.schema ?? 'bmad',
  entities,
  migrations,
  migrationsTableName: 'migrations',
  namingStrategy: new SnakeNaming(),
  applicationName: 'nest-bmad',
  connectTimeoutMS: 5_000,
  ...('url' in settings
    ? // Connections stay: each has its statements prepared.
      { url: settings.url, poolSize: settings.poolSize ?? 10, extra: { idleTimeoutMillis: 0, keepAlive: true } }
    : { driver: lending(poolOf(settings.connection)) }),
});
