import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import { ActivityReader } from './activity-reader.entity';
import { ActivityRollup } from './activity-rollup.entity';
import { teamPieces } from './pieces';
import { between, count, nameCounters, type Place, placeAfter, REMOVED, rollupColumns } from './counting.query';

const EVERY_MS = 500;
/** How many activities are counted at once: more while more are waiting, for then fewer roll-ups are written anew. */
const BATCH = { least: 20_000, growth: 4, most: 1_280_000 };

/** Whoever counts holds the advisory lock of this name. */
export const COUNTING_LOCK = 'nest-bmad:activities';

/** How far a count has come. */
export interface Rebuild {
  under_way: boolean;
  begun_at: Date;
  counted: number;
}

type Reader = Pick<ActivityReader, 'generation' | 'serving'> & Place;

/**
 * Counts activities into roll-ups, each exactly once: what a batch adds and how far it came are committed together. They
 * are read from their table itself, so that those count too that are put there by SQL.
 */
@Injectable()
export class ActivityCounting implements BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('Activities cannot be counted', () => this.turn());
  private batch = BATCH.least;

  constructor(private readonly db: Database) {}

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  /** Counts what was there before the call, up to the first that a transaction may still come before. */
  async catchUp(): Promise<void> {
    await this.tick();
    // The turn that was waited for may have begun before.
    await this.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeper.stop();
  }

  /**
   * Begins to count everything anew, unless that is under way: what was removed as it was counted then, the rest from its
   * rows. The generation before serves until the new one has come as far.
   */
  async rebuild(): Promise<void> {
    await this.db.transaction(async () => {
      // Nothing is removed meanwhile.
      await this.db.sql`select from ${ActivityReader} where serving for update`;
      const [begun] = await this.db.sql<{ generation: number }>`
        insert into ${ActivityReader} (generation, serving, counted)
        select max(generation) + 1, false, (
          select coalesce(sum(activities), 0) from ${ActivityRollup} where generation = ${REMOVED} and hours = ${teamPieces[0]}
        ) from ${ActivityReader} having count(*) = 1
        on conflict (generation) do nothing returning generation`;
      if (!begun) return;
      await this.db.sql`
        insert into ${ActivityRollup} (generation, ${rollupColumns})
        select ${begun.generation}::int, ${rollupColumns} from ${ActivityRollup} where generation = ${REMOVED}`;
    });
  }

  /** How far the newest generation has come. */
  async progress(): Promise<Rebuild> {
    const [progress] = await this.db.sql<Rebuild>`
      select not serving as under_way, begun_at, counted::float8 as counted
      from ${ActivityReader} order by generation desc limit 1`;
    return progress;
  }

  /** @returns whether there may be more to count */
  private async turn(): Promise<boolean> {
    if (!(await this.isAnythingWaiting())) return false;
    const full = await this.db.transaction(async () => {
      // Both statements of a batch must see the same activities. What is read by another server meanwhile is a conflict.
      await this.db.sql`set transaction isolation level repeatable read`;
      if (!(await this.lock())) return undefined;
      const readers = await this.db.sql<Reader>`
        select generation, serving, tx::text, activity_uuid as id from ${ActivityReader} order by generation`;
      const places = [];
      for (const reader of readers) places.push(await this.advance(reader));
      // At the end, which is not the other one's place: what that counted last may have been removed since.
      if (places.length > 1 && places[1].rows < this.batch) await this.serve(readers[1].generation);
      return places.some(({ rows }) => rows === this.batch);
    });
    this.batch = full ? Math.min(BATCH.most, this.batch * BATCH.growth) : BATCH.least;
    return full ?? false;
  }

  /** In the order of the index, without which Postgres reads all that was counted to find that there is no more. */
  private async isAnythingWaiting(): Promise<boolean> {
    const [{ waits }] = await this.db.sql<{ waits: boolean }>`
      select (select count(*) > 1 from ${ActivityReader}) or exists (
        select from ${ActivityReader} reader cross join lateral (
          select from ${AgentActivity} a where (a.tx, a.id) > (reader.tx, reader.activity_uuid)
            and a.tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
          order by a.tx, a.id limit 1
        ) activity
      ) as waits`;
    return waits;
  }

  /** An advisory lock, because a locked row draws a transaction id, and the feed of events waits for those. */
  private async lock(): Promise<boolean> {
    const [{ locked }] = await this.db.sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${COUNTING_LOCK}, 0)) as locked`;
    return locked;
  }

  /** Counts one batch. @returns how far that is, and how many activities it had */
  private async advance({ generation, ...from }: Reader): Promise<Place & { rows: number }> {
    const upTo = await placeAfter(this.db, from, this.batch);
    if (!upTo) return { ...from, rows: 0 };
    if (upTo.rows > BATCH.least / 2) await this.db.sql`set local work_mem = '128MB'`;
    await nameCounters(this.db, from, upTo);
    await count(this.db, generation, between(from, upTo));
    await this.db.sql`
      update ${ActivityReader} set tx = ${upTo.tx}, activity_uuid = ${upTo.id}, counted = counted + ${upTo.rows}
      where generation = ${generation}`;
    return upTo;
  }

  /** Lets a generation serve, and drops the one that did before. */
  private async serve(generation: number): Promise<void> {
    await this.db.sql`delete from ${ActivityReader} where generation < ${generation}`;
    await this.db.sql`update ${ActivityReader} set serving = true where generation = ${generation}`;
    await this.db.sql`delete from ${ActivityRollup} where generation < ${generation} and generation <> ${REMOVED}`;
  }
}
