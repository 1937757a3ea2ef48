import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './src/data-source';
import { Env } from './src/env';

const { DATABASE_URL, DATABASE_SCHEMA } = Env.read();
if (!DATABASE_URL) throw new Error('Set DATABASE_URL: the TypeORM command line does not start the embedded Postgres.');

/** For the TypeORM command line. The application and the tests take `dataSourceOptions` itself. */
export default new DataSource(dataSourceOptions({ url: DATABASE_URL, schema: DATABASE_SCHEMA }));
