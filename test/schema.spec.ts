import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../src/data-source';
import { migrate, revertAll } from '../src/database/migrate';
import { postgresVersions, scratchPostgres, type ScratchPostgres } from './support/postgres';

const foreign = `
  create table public.orders (id int primary key, note text);
  insert into public.orders values (1, 'theirs');
  create schema theirs;
  create table theirs.projects (id int);
  create type theirs.agent_status as enum ('A')`;

/** Everything in the database that is not ours, as one text. */
const outside = (source: DataSource, schema: string) =>
  source.query(
    `select n.nspname, c.relname, c.relkind, c.reltuples >= 0 as kept from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname not in ($1, 'pg_catalog', 'pg_toast', 'information_schema') order by 1, 2`,
    [schema],
  );

const open = (url: string, schema: string, searchPath = 'public') =>
  new DataSource({
    ...dataSourceOptions({ url, schema }),
    extra: { options: `-c search_path=${searchPath}` },
  }).initialize();

/** The packaged Postgres, and one of every other major version that is on the machine. */
describe.each(postgresVersions())('on Postgres $major', ({ folder }) => {
  let postgres: ScratchPostgres;
  let database = 0;

  beforeAll(async () => {
    postgres = await scratchPostgres({ packageFolder: '', folders: [folder] });
  });
  afterAll(() => postgres.remove());

  async function emptyDatabase(): Promise<string> {
    const name = `schema_${++database}`;
    const admin = await new DataSource({ type: 'postgres', url: postgres.url('postgres') }).initialize();
    await admin.query(`create database ${name}`);
    await admin.destroy();
    return postgres.url(name);
  }

  test.each(['bmad', 'another_name'])('the migrations make what the entities say, in the schema %s', async (schema) => {
    const url = await emptyDatabase();
    const source = await open(url, schema, schema);
    await migrate(source);
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  test('run and revert leave the rest of the database as it was', async () => {
    const source = await open(await emptyDatabase(), 'bmad');
    await source.query(foreign);
    const before = await outside(source, 'bmad');
    const ran = await migrate(source);
    expect(ran.length).toBeGreaterThan(0);
    expect(await outside(source, 'bmad')).toEqual(before);
    await revertAll(source);
    expect(await outside(source, 'bmad')).toEqual(before);
    expect(await source.query('select note from public.orders')).toEqual([{ note: 'theirs' }]);
    expect(await source.query(`select 1 from pg_namespace where nspname = 'bmad'`)).toEqual([]);
    await source.destroy();
  });

  test('a revert keeps a schema that holds something of others', async () => {
    const source = await open(await emptyDatabase(), 'bmad');
    await migrate(source);
    await source.query('create table bmad.theirs (id int)');
    await revertAll(source);
    expect(await source.query('select * from bmad.theirs')).toEqual([]);
    await source.destroy();
  });

  test('of servers that start at once, one migrates', async () => {
    const url = await emptyDatabase();
    const sources = await Promise.all(Array.from({ length: 4 }, () => open(url, 'bmad')));
    const ran = await Promise.all(sources.map(migrate));
    expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
    await Promise.all(sources.map((source) => source.destroy()));
  });

  test('ids sort by age', async () => {
    const url = await emptyDatabase();
    const source = await open(url, 'bmad', 'bmad');
    await migrate(source);
    const rows: { id: string }[] = await source.query(
      `select uuidv7()::text as id, pg_sleep(0.00001) from generate_series(1, 500)`,
    );
    const ids = rows.map(({ id }) => id);
    expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
      true,
    );
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    await source.destroy();
  });
});
