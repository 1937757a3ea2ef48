import { DataSource } from 'typeorm';
import { cloneDatabase } from '../../test/support/database';
import { Project } from '../access/project.entity';
import { dataSourceOptions } from '../data-source';
import { Database } from './database';

let source: DataSource;
let db: Database;

beforeAll(async () => {
  source = await new DataSource(dataSourceOptions({ url: await cloneDatabase(), schema: 'bmad' })).initialize();
  db = new Database(source);
});
afterAll(() => source.destroy());

const loseToAnother = () => db.sql`do $$ begin raise exception 'lost' using errcode = '40001'; end $$`;

describe('what shall happen afterwards', () => {
  test('happens at once outside a transaction', async () => {
    const done: string[] = [];
    await db.afterwards(() => Promise.resolve(void done.push('it')));
    expect(done).toEqual(['it']);
  });

  test('waits for the outermost transaction, and is not part of it', async () => {
    const done: string[] = [];
    const failing = db.transaction(async () => {
      await db.transaction(() =>
        db.afterwards(async () => {
          await db.of(Project).insert({ key: 'afterwards', name: 'Afterwards' });
          done.push('it');
        }),
      );
      expect(done).toEqual([]);
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    expect(done).toEqual(['it']);
    expect(await db.of(Project).existsBy({ key: 'afterwards' })).toBe(true);
  });

  test('is forgotten with an attempt that is made anew', async () => {
    const done: number[] = [];
    let attempt = 0;
    await db.transaction(async () => {
      const mine = ++attempt;
      await db.afterwards(() => Promise.resolve(void done.push(mine)));
      if (mine < 3) await loseToAnother();
    });
    expect(done).toEqual([3]);
  });
});

describe('what is read as of one moment', () => {
  const count = async () => (await db.sql<{ n: number }>`select count(*)::int as n from ${Project}`)[0].n;

  test('does not see what is committed meanwhile, and a transaction around it decides what it sees', async () => {
    const write = (key: string) => db.sql`insert into ${Project} (key, name, version) values (${key}, ${key}, 1)`;
    const elsewhere = new Database(source);
    const seen = await db.snapshot(async () => {
      const before = await count();
      await elsewhere.sql`insert into ${Project} (key, name, version) values ('meanwhile', 'Meanwhile', 1)`;
      return (await count()) - before;
    });
    expect(seen).toBe(0);
    await db.transaction(async () => {
      const before = await count();
      await write('inside');
      expect(await db.snapshot(count)).toBe(before + 1);
    });
  });

  test('is only read, and its connection is free again however it ends', async () => {
    const write = () => db.sql`insert into ${Project} (key, name, version) values ('never', 'Never', 1)`;
    await expect(db.snapshot(write)).rejects.toMatchObject({ code: '25006' });
    for (let turn = 0; turn < 30; turn++) {
      await db.snapshot(count);
      await expect(db.snapshot(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    }
    expect(db.connections.waiting).toBe(0);
  });
});

test('a raw row becomes the entity that it is', async () => {
  const [row] = await db.sql<object>`select * from ${Project} where key = 'default'`;
  const project = db.hydrate(Project, row);
  expect(project).toBeInstanceOf(Project);
  expect(project).toEqual(await db.of(Project).findOneBy({ key: 'default' }));
});

describe('the statements of a transaction', () => {
  const keys = () => db.sql<{ key: string }>`select key from ${Project} where key like 'st-%' order by key`;
  const make = (key: string) => db.later`insert into ${Project} (key, name, version) values (${key}, ${key}, 1)`;
  const lookup = (key: string) => db.sql<{ n: number }>`select ${key}::int as n`;
  afterEach(() => db.sql`delete from ${Project} where key like 'st-%'`);

  test('see what those before them have done, also those that nobody waited for', async () => {
    await db.transaction(async () => {
      await make('st-1');
      const [first, second] = await Promise.all([keys(), lookup('2')]);
      expect([first, second]).toEqual([[{ key: 'st-1' }], [{ n: 2 }]]);
      await make('st-2');
      expect(await db.of(Project).existsBy({ key: 'st-2' })).toBe(true);
      await make('st-3');
    });
    expect(await keys()).toHaveLength(3);
  });

  test('that nobody waits for fail the next one, or the commit, and all of it is undone', async () => {
    const twice = async (then: () => Promise<unknown>) => {
      await make('st-1');
      await make('st-1');
      await then();
    };
    const alone = () => Promise.resolve();
    for (const then of [alone, keys, () => db.of(Project).count(), () => keys().catch(() => [])]) {
      const failing = db.transaction(() => twice(then));
      await expect(failing).rejects.toMatchObject({ code: '23505' });
    }
    expect(await keys()).toEqual([]);
  });

  test('may be run again on a connection on which they have failed', async () => {
    await db.transaction(async () => {
      await db.sql`savepoint before`;
      const failing = Promise.all([lookup('x'), keys()]);
      await expect(failing).rejects.toMatchObject({ code: '22P02' });
      await db.sql`rollback to savepoint before`;
      expect(await Promise.all([lookup('7'), keys()])).toEqual([[{ n: 7 }], []]);
      await expect(db.sql`select ${{ toPostgres: () => { throw new Error('unwritable'); } }}::text`).rejects.toThrow('unwritable'); // prettier-ignore
      expect(await lookup('8')).toEqual([{ n: 8 }]);
    });
  });
});

describe('reads of a crowd', () => {
  /** Has a connection of its own hold a lock until it lets go of it. */
  async function hold(lock: number) {
    const holder = db.client();
    await holder.connect();
    await holder.query('select pg_advisory_lock($1)', [lock]);
    return () => holder.end();
  }
  const wait = (lock: number) => db.read<{ n: number }>`select 1 as n from pg_advisory_xact_lock_shared(${lock}::int)`;
  const read = (n: string) => db.read<{ n: number }>`select ${n}::int as n`;

  test('that travel together are answered one by one: a quick one does not wait for a slow one behind it', async () => {
    const [letStart, letEnd] = [await hold(41), await hold(42)];
    const crowd = [wait(41), wait(41)];
    const [quick, slow] = [read('7'), wait(42)];
    await letStart();
    expect(await quick).toEqual([{ n: 7 }]);
    await letEnd();
    expect(await slow).toEqual([{ n: 1 }]);
    await Promise.all(crowd);
  });

  test('fail alone', async () => {
    const all = await Promise.allSettled([...'12345', 'x', ...'6789'].map((n) => read(n)));
    expect(all.map((one) => (one.status === 'fulfilled' ? one.value[0].n : 'failed'))).toEqual([
      ...[1, 2, 3, 4, 5],
      'failed',
      ...[6, 7, 8, 9],
    ]);
  });
});
