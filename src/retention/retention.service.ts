import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ActivityRemoval } from '../analytics/activities/activity-removal.service';
import { Database } from '../database/database';
import { Sweeper } from '../database/sweeper';
import { EventRemoval } from './event-removal.service';
import { Removal } from './removal.entity';
import { type RetentionKind, retentionKinds, RetentionOptions } from './retention.options';
import { deliveries, idempotencyKeys, type Remover, sessions } from './step';

const EVERY_MS = 60_000;
/** How many rows one step looks at: few enough that its transaction keeps nobody waiting. */
const LIMIT = 1_000;
/** How long it rests between two steps, in milliseconds, so that it never takes a server for itself. */
const REST_MS = 50;

/** What became of a step: no other server may take the same kind meanwhile. */
type Outcome = 'done' | 'more' | 'taken';

/** Removes what is kept no more, a little at a time. Of any number of servers one at a time does it for each kind. */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('What is old cannot be removed', async () => {
    await this.run();
    return false;
  });
  private readonly removers: Record<RetentionKind, Remover>;
  private readonly stopping = new AbortController();

  constructor(
    private readonly db: Database,
    private readonly options: RetentionOptions,
    events: EventRemoval,
    activities: ActivityRemoval,
  ) {
    this.removers = {
      events: (days, limit) => events.step(days, limit),
      activities: (days, limit) => activities.step(days, limit),
      agent_sessions: sessions(db),
      webhook_deliveries: deliveries(db),
      idempotency_keys: idempotencyKeys(db),
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.db.sql`
      insert into ${Removal} (kind) select unnest(${[...retentionKinds]}::text[]) on conflict do nothing`;
  }

  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    if (this.options.removes) await this.sweeper.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    return this.sweeper.stop();
  }

  /** How long each kind is kept, and what was removed of it. */
  async told(): Promise<(Removal & { days: number })[]> {
    const removals = await this.db.of(Removal).find();
    return retentionKinds.map((kind) => {
      const removal = removals.find((one) => one.kind === kind)!;
      return { ...removal, days: this.options.days[kind] };
    });
  }

  /** Removes all that is kept no more, of every kind that no other server is at. */
  async run(limit = LIMIT): Promise<void> {
    for (const kind of retentionKinds) {
      let first = true;
      while (!this.stopping.signal.aborted && (await this.step(kind, first, limit)) === 'more') {
        first = false;
        await sleep(REST_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  /** One short transaction, in which nobody else removes of this kind. */
  private step(kind: RetentionKind, first: boolean, limit: number): Promise<Outcome> {
    const days = this.options.days[kind];
    if (!days) return Promise.resolve('done');
    return this.db.transaction(async () => {
      const [turn] = await this.db.sql`select kind from ${Removal} where kind = ${kind} for update skip locked`;
      if (!turn) return 'taken';
      const { removed, more } = await this.removers[kind](days, limit);
      await this.db.sql`
        update ${Removal} set removed = removed + ${removed}, last_run_at = case when ${first} then now() else last_run_at end,
          last_removed = case when ${first} then 0 else last_removed end + ${removed}
        where kind = ${kind}`;
      return more ? 'more' : 'done';
    });
  }
}
