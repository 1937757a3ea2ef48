import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from './database';
import { Fragment, quote } from './sql-part';
import { Sweeper } from './sweeper';

const EVERY_MS = 2_000;
/** Of tables with fewer rows every plan is good enough. */
const FEW = 500;

/**
 * Has Postgres count tables that have more than doubled since it counted them last, and so plan anew what reads them. By
 * itself it looks once a minute: until then the statements of a new database keep the plans of empty tables, some of which
 * read far more rows than they need.
 */
@Injectable()
export class TableStatistics implements BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('Tables that have grown cannot be counted', async () => {
    await this.refresh();
    return false;
  });

  constructor(private readonly db: Database) {}

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeper.stop();
  }

  /**
   * Counts what has grown, of tables that are ours to count. One that another server counts, or vacuums, is left to that.
   * @returns the names of the tables
   */
  async refresh(): Promise<string[]> {
    const { schema } = this.db;
    const grown = await this.db.sql<{ name: string }>`
      select t.relname as name from pg_class t join pg_namespace s on s.oid = t.relnamespace
      where s.nspname = ${schema} and t.relkind = 'r'
        and pg_stat_get_live_tuples(t.oid) > greatest(${FEW}, 2 * t.reltuples) and pg_has_role(t.relowner, 'usage')`;
    for (const { name } of grown) {
      await this.db.sql`analyze (skip_locked) ${new Fragment(`${quote(schema)}.${quote(name)}`)}`;
    }
    return grown.map(({ name }) => name);
  }
}
