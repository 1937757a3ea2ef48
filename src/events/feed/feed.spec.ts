import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { testServer, type TestServer } from '../../../test/support/server';
import { dataSourceOptions } from '../../data-source';
import { Database } from '../../database/database';
import { Event } from '../event.entity';
import { Events } from '../events.service';
import type { EventHandler, ReaderOptions } from './feed-reader';
import { Feed } from './feed.service';

let one: TestServer;
let two: TestServer;
let db: Database;

beforeAll(async () => {
  one = await testServer();
  two = await testServer({ url: one.url });
  db = one.app.get(Database);
});
afterAll(async () => {
  await one.app.close();
  await two.app.close();
});

const add = (type: string, id: string = randomUUID(), server = one) =>
  server.app.get(Events).add(server.scope, type, { type: 'thing', id });

/** The ids that a reader is given from now on, and what it is called. */
async function follow(server = one, options: ReaderOptions = {}, then: EventHandler = async () => {}) {
  const name = `reader-${randomUUID()}`;
  const seen: string[] = [];
  const handler: EventHandler = async (events) => {
    await then(events);
    seen.push(...events.map(({ subjectId }) => subjectId));
  };
  await server.app.get(Feed).read(name, handler, { from: 'now', ...options });
  return { name, seen };
}

/** Waits until `what` holds, for at most ten seconds. */
async function until(what: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !what(); turn++) await sleep(10);
  expect(what()).toBe(true);
}

const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const drain = (server = one) => server.app.get(Feed).drain();

test('a reader is given every event of every server, in order, without asking for it', async () => {
  const { seen } = await follow();
  const all = ids(20);
  for (const [n, id] of all.entries()) await add('thing.made', id, n % 2 ? one : two);
  await until(() => seen.length === all.length);
  expect(seen).toEqual(all);
});

test('what a slow writer began first and commits last is not lost', async () => {
  const { seen } = await follow();
  const [slow, ...quick] = ids(4);
  await db.transaction(async () => {
    await add('thing.made', slow);
    // The next statement takes it along.
    await db.sql`select 1`;
    for (const id of quick) await add('thing.made', id, two);
    await drain(two);
    await until(() => seen.length === quick.length);
  });
  await drain();
  expect(seen).toEqual([...quick, slow]);
  const rows = await db.sql<{ subject: string }>`
    select subject_id as subject from ${Event} where subject_id = any(${[slow, ...quick]}::uuid[]) order by id`;
  // A reader that remembers the `id` would have passed it by.
  expect(rows[0].subject).toBe(slow);
});

test('what happens to one thing keeps its order, whichever transaction is the older', async () => {
  const { seen } = await follow();
  const [first, second] = ids(2);
  await db.transaction(async () => {
    await db.sql`select pg_current_xact_id()`;
    // As when the younger one locks the thing before the older one does.
    await add('thing.made', first, two);
    await add('thing.changed', second);
  });
  await drain();
  expect(seen).toEqual([first, second]);
  const rows = await db.sql<{ subject: string }>`
    select subject_id as subject from ${Event} where subject_id = any(${[first, second]}::uuid[]) order by tx`;
  // A reader in the order of transactions would have turned them round.
  expect(rows[0].subject).toBe(second);
});

test('positions have no gap, also where transactions were rolled back', async () => {
  await Promise.all(ids(10).map((id) => add('thing.made', id)));
  await expect(
    db.transaction(async () => {
      await add('thing.made');
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await Promise.all(ids(10).map((id) => add('thing.made', id, two)));
  await drain();
  const [{ events, last }] = await db.sql<{ events: string; last: string }>`
    select count(*) as events, max(position) as last from ${Event}`;
  expect(last).toBe(events);
});

test('the effects of a handler count once, though it fails, and though two servers read', async () => {
  const name = `reader-${randomUUID()}`;
  await db.sql`create table bmad.effects (subject uuid)`;
  let failures = 3;
  for (const server of [one, two]) {
    await server.app.get(Feed).read(
      name,
      async (events) => {
        for (const { subjectId } of events) {
          await server.app.get(Database).sql`insert into bmad.effects values (${subjectId})`;
        }
        if (failures-- > 0) throw new Error('not now');
      },
      { from: 'now', batch: 3 },
    );
  }
  const all = ids(40);
  await Promise.all(all.map((id, n) => add('thing.made', id, n % 2 ? one : two)));
  const effects = async () =>
    (await db.sql<{ subject: string }>`select subject from bmad.effects`).map(({ subject }) => subject);
  for (let turn = 0; turn < 100 && (await effects()).length < all.length; turn++) await sleep(100);
  await drain();
  expect((await effects()).sort()).toEqual([...all].sort());
  expect(failures).toBeLessThan(0);
});

test('a reader begins where it is told to, and anew when it is rewound', async () => {
  await add('thing.made', ids(1)[0]);
  await drain();
  const { seen } = await follow(one, { from: 'start', batch: 7 });
  const later = await follow(one);
  await drain();
  const [{ events }] = await db.sql<{ events: number }>`select count(*)::int as events from ${Event}`;
  expect(seen).toHaveLength(events);
  expect(later.seen).toEqual([]);
  await db.transaction(async () => {
    await one.app.get(Feed).rewind(later.name);
    seen.length = 0;
  });
  await drain();
  expect(later.seen).toHaveLength(events);
  expect(seen).toEqual([]);
});

test('a server that lost its connections goes on reading', async () => {
  const { seen } = await follow(two);
  await db.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'listen %' and pid <> pg_backend_pid()`;
  const [before, after] = ids(2);
  await add('thing.made', before);
  await until(() => seen.includes(before));
  const listening = async () =>
    (
      await db.sql<{ n: number }>`
    select count(*)::int as n from pg_stat_activity where datname = current_database() and query like 'listen %'`
    )[0].n;
  for (let turn = 0; turn < 100 && (await listening()) < 2; turn++) await sleep(100);
  expect(await listening()).toBe(2);
  await add('thing.made', after);
  await until(() => seen.includes(after));
});

test('a database that comes from another cluster, where transactions had other numbers, is read on', async () => {
  await drain();
  await one.app.close();
  await two.app.close();
  const source = await new DataSource(dataSourceOptions({ url: one.url, schema: 'bmad', poolSize: 1 })).initialize();
  const [older, newer, next] = ids(3);
  await source.query('update bmad.events set tx = tx + 1000000000');
  for (const [id, tx] of [
    [older, 1],
    [newer, 2_000_000_000],
  ] as const) {
    await source.query(
      `insert into bmad.events (tx, project_id, type, subject_type, subject_id, actor, data)
       values ($1, $2, 'thing.made', 'thing', $3, 'test', '{}')`,
      [tx, one.scope.projectId, id],
    );
  }
  await source.destroy();
  one = await testServer({ url: one.url });
  two = await testServer({ url: one.url });
  const { seen } = await follow();
  await add('thing.made', next);
  await until(() => seen.includes(next));
  expect(seen.slice(-3)).toEqual([older, newer, next].slice(-seen.length));
});
