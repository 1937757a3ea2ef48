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

test('a raw row becomes the entity that it is', async () => {
  const [row] = await db.sql<object>`select * from ${Project} where key = 'default'`;
  const project = db.hydrate(Project, row);
  expect(project).toBeInstanceOf(Project);
  expect(project).toEqual(await db.of(Project).findOneBy({ key: 'default' }));
});
