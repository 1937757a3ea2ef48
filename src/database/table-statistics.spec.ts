import { Client } from 'pg';
import { testServer, type TestServer } from '../../test/support/server';
import { Memory } from '../memory/memory.entity';
import { MemoryPlace } from '../memory/places/memory-place.entity';
import { Places } from '../memory/places/places.service';
import { Database } from './database';
import { TableStatistics } from './table-statistics.service';

let server: TestServer;
let db: Database;
let other: Client;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  other = new Client(server.url);
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await server.app.close();
});

/** Memories that have nothing in common. */
const grow = (rows: number) =>
  db.transaction(async () => {
    await db.sql`
      insert into ${Memory} (project_id, place_number, episode, position, category, content, fingerprint, terms, traits,
        importance, confidence, occurred_at, version)
      select project_id, place.number, n, 1, 'AGENT_CONTEXT', '', gen_random_uuid(), '', 0, 0.5, 0.8, now(), 1
      from ${MemoryPlace} place, generate_series(1, ${rows}::int) n where project_id = ${server.scope.projectId}`;
    await db.sql`select pg_stat_force_next_flush()`;
  });

/** Counts what has grown, unless the server has been faster. */
async function count(): Promise<void> {
  await server.app.get(TableStatistics).refresh();
  await server.app.get(TableStatistics).tick();
}

async function counted(): Promise<number> {
  const [{ rows }] = await db.sql<{ rows: number }>`
    select reltuples as rows from pg_class where oid = 'bmad.memories'::regclass`;
  return rows;
}

async function plan(): Promise<string> {
  const { rows } = await other.query<{ 'QUERY PLAN': string }>('explain execute about (null, null)');
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test('what was planned for an empty table is planned anew once that has grown', async () => {
  await server.app.get(Places).numberOf(server.scope, undefined, 'PROJECT');
  await other.query(`set plan_cache_mode = force_generic_plan;
    prepare about (int, uuid) as
    select id from bmad.memories where place_number = $1 and fingerprint = $2 and status = 'ACTIVE'
    order by number limit 5`);
  expect(await plan()).not.toMatch(/Index Cond:.*fingerprint/);
  await grow(10_000);
  await count();
  expect(await plan()).toMatch(/Index Cond:.*fingerprint/);
});

test('a table is counted again when it has doubled', async () => {
  const before = await counted();
  expect(before).toBe(10_000);
  await grow(before / 2);
  expect(await server.app.get(TableStatistics).refresh()).toEqual([]);
  await grow(before);
  await count();
  expect(await counted()).toBeCloseTo(before * 2.5, -2);
});
