import type { DataSourceOptions } from 'typeorm';
import { migrations } from '../migrations';
import { SnakeNaming } from './database/naming';
import { entities } from './entities';

export interface DatabaseSettings {
  /** `postgres://…` */
  url: string;
  /** The schema that holds all tables. */
  schema: string;
  /** How many connections at most. */
  poolSize?: number;
}

/** How TypeORM reaches our tables: the one description that the server, the tests and the TypeORM CLI share. */
export const dataSourceOptions = ({ url, schema, poolSize = 10 }: DatabaseSettings): DataSourceOptions => ({
  type: 'postgres',
  url,
  schema,
  entities,
  migrations,
  migrationsTableName: 'migrations',
  namingStrategy: new SnakeNaming(),
  poolSize,
  applicationName: 'nest-bmad',
  connectTimeoutMS: 5_000,
});
