import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import { Epic } from '../../epics/epic.entity';
import { Story } from '../../stories/story.entity';
import { Run } from '../../workflows/run.entity';
import { Forecast, type ForecastSubject } from './forecast.entity';
import { finishBy, type Foretold, Forecasts } from './forecasts.service';

const EVERY_MS = 60_000;
/** How many forecasts one batch makes: each takes some milliseconds. */
const BATCH = 10;
/** Whoever settles forecasts holds the advisory lock of this name. */
const KEEPING_LOCK = 'nest-bmad:forecasts';

/**
 * Makes a forecast of every epic and run under way once a day, and writes beside it when that really ended: thus forecasts
 * grade themselves, whether anybody asks for them or not. Trials are played outside of transactions, for the feed of events
 * waits for those; of several servers the first to be done is kept.
 */
@Injectable()
export class ForecastKeeping implements BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('Forecasts cannot be kept', () => this.turn());
  /** What could not be foretold today is not tried again. */
  private tried = { day: '', ids: new Set<string>() };

  constructor(
    private readonly db: Database,
    private readonly forecasts: Forecasts,
  ) {}

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeper.stop();
  }

  /** @returns whether there may be more to foretell */
  private async turn(): Promise<boolean> {
    await this.settle();
    const day = new Date().toISOString().slice(0, 10);
    if (this.tried.day !== day) this.tried = { day, ids: new Set() };
    const due = await this.due(day);
    for (const { type, id } of due) {
      this.tried.ids.add(id);
      await this.keep(await this.foretell(type, id), day);
    }
    return due.length === BATCH;
  }

  /** Writes beside each forecast when its subject ended, or that it goes on again. */
  private settle(): Promise<void> {
    return this.db.transaction(async () => {
      const [{ locked }] = await this.db.sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${KEEPING_LOCK}, 0)) as locked`;
      if (!locked) return;
      await this.db.sql`
      update ${Forecast} forecast set ended_at = epic.ended_at, given_up = epic.status = 'CANCELLED'
      from ${Epic} epic where forecast.subject_type = 'EPIC' and epic.id = forecast.subject_uuid
        and epic.ended_at is distinct from forecast.ended_at`;
      await this.db.sql`
      update ${Forecast} forecast set ended_at = run.ended_at, given_up = run.status <> 'COMPLETED'
      from ${Run} run where forecast.subject_type = 'WORKFLOW' and run.id = forecast.subject_uuid
        and run.ended_at is distinct from forecast.ended_at`;
    });
  }

  private due(day: string): Promise<{ type: ForecastSubject; id: string }[]> {
    return this.db.sql<{ type: ForecastSubject; id: string }>`
      select type, id from (
        select 'EPIC' as type, epic.id from ${Epic} epic where epic.ended_at is null
          and exists (select from ${Story} where epic_uuid = epic.id and ended_at is null)
        union all select 'WORKFLOW', run.id from ${Run} run where run.status = 'ACTIVE'
      ) subject
      where not exists (select from ${Forecast} where subject_uuid = subject.id and day = ${day}::date)
        and id <> all(${[...this.tried.ids]}::uuid[])
      order by id limit ${BATCH}`;
  }

  private async foretell(type: ForecastSubject, id: string): Promise<Foretold> {
    return type === 'EPIC'
      ? this.forecasts.epic(await this.db.of(Epic).findOneByOrFail({ id }))
      : this.forecasts.run(await this.db.of(Run).findOneByOrFail({ id }));
  }

  private async keep(foretold: Foretold, day: string): Promise<void> {
    const { subject, madeAt, remaining, finish } = foretold;
    if (!finish.length) return;
    const [p50, p85, p95] = [50, 85, 95].map((percent) => finishBy(foretold, percent));
    await this.db.sql`
      insert into ${Forecast} (project_id, subject_type, subject_uuid, subject_id, day, made_at, remaining, p50_at, p85_at, p95_at)
      values (${subject.projectId}, ${subject.type}, ${subject.id}, ${subject.subjectId}, ${day}::date, ${madeAt}, ${remaining},
        ${p50}, ${p85}, ${p95})
      on conflict (subject_uuid, day) do nothing`;
  }
}
