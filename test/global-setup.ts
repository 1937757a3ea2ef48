import 'reflect-metadata';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../src/data-source';
import { listPostgresBinaries } from '../src/database/embedded/binaries';
import { migrate } from '../src/database/migrate';
import { scratchPostgres, type ScratchPostgres } from './support/postgres';

/** One Postgres for all tests, with one migrated database that every test file clones. */
export default async function globalSetup(): Promise<void> {
  const postgres = await scratchPostgres();
  const admin = new Client(postgres.url('postgres'));
  await admin.connect();
  await admin.query('create database template');
  await admin.end();
  const source = await new DataSource(
    dataSourceOptions({ url: postgres.url('template'), schema: 'bmad' }),
  ).initialize();
  await migrate(source);
  await source.destroy();
  process.env.TEST_POSTGRES = postgres.url('DATABASE');
  process.env.TEST_POSTGRES_VERSIONS = JSON.stringify(await listPostgresBinaries());
  (globalThis as { testPostgres?: ScratchPostgres }).testPostgres = postgres;
}
