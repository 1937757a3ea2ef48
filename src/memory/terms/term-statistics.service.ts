import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import { Memory } from '../memory.entity';
import { MemoryPlace } from '../places/memory-place.entity';
import { MemoryTerm } from './memory-term.entity';
import { TermStatistic } from './term-statistic.entity';

const EVERY_MS = 5_000;
/** A word in fewer memories than this has no row: counting its postings on the spot is as quick. */
const FREQUENT = 64;
/** A place is counted anew when it has grown by this share. */
const SHARE = 0.1;

/**
 * Counts frequent words, so that a question weighs them without touching their postings. It happens beside the writes:
 * what is new is found at once, by weights that are a little old. On several servers one counts at a time.
 */
@Injectable()
export class TermStatistics implements BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('The words of memories cannot be counted', async () => {
    await this.refresh();
    return false;
  });
  /** The newest memory that has been looked at. */
  private seen = 0;

  constructor(private readonly db: Database) {}

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeper.stop();
  }

  /** Counts every place that has changed enough since it was counted last. @returns how many were counted */
  async refresh(): Promise<number> {
    const [{ newest }] = await this.db.sql<{
      newest: number;
    }>`select coalesce(max(number), 0) as newest from ${Memory}`;
    if (newest === this.seen) return 0;
    const stale = await this.db.sql<{ number: number }>`
      select p.number from ${MemoryPlace} p
      where (
        select count(*) from ${Memory} m
        where m.place_number = p.number and m.status = 'ACTIVE' and m.number > p.counted_through
      ) > ${FREQUENT}::int + ${SHARE}::float8 * coalesce(p.counted, 0)
      order by p.number`;
    for (const { number } of stale) await this.count(number);
    this.seen = newest;
    return stale.length;
  }

  /** Counts one place, unless somebody else does. */
  async count(place: number): Promise<void> {
    await this.db.transaction(async () => {
      const [mine] = await this.db
        .sql`select from ${MemoryPlace} where number = ${place} for no key update skip locked`;
      if (!mine) return;
      await this.db.sql`
        with now as materialized (
          select term, count(*)::int as memories from ${MemoryTerm} where place_number = ${place}
          group by term having count(*) >= ${FREQUENT}
        ), gone as (
          delete from ${TermStatistic} s where place_number = ${place} and not exists (select from now where term = s.term)
        )
        insert into ${TermStatistic} as s (place_number, term, memories) select ${place}, term, memories from now
        on conflict (place_number, term) do update set memories = excluded.memories
        where s.memories <> excluded.memories`;
      await this.db.sql`
        update ${MemoryPlace} p set counted = now.memories, counted_through = now.newest
        from (
          select count(*) as memories, coalesce(max(number), 0) as newest from ${Memory} m
          where m.place_number = ${place} and m.status = 'ACTIVE'
        ) now where p.number = ${place}`;
    });
  }
}
