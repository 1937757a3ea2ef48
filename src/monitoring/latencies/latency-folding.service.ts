import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import { RequestLatency } from './request-latency.entity';

const EVERY_MS = 600_000;
const DAY_SECONDS = 86_400;

/** What is older than `after` seconds is kept by the larger unit. */
const steps = [
  { from: 60, to: 3_600, unit: 'hour', after: 2 * 3_600 },
  { from: 3_600, to: DAY_SECONDS, unit: 'day', after: 30 * DAY_SECONDS },
];

/** Keeps the table of latencies small: minutes become hours after two hours, hours become days after a month. */
@Injectable()
export class LatencyFolding implements BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('Latencies cannot be folded', async () => {
    for (const step of steps) await this.fold(step);
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

  // A row that another server folds at the same moment is gone by then: the delete of the second waits, and finds nothing.
  private async fold({ from, to, unit, after }: (typeof steps)[number]): Promise<void> {
    await this.db.sql`
      with old as (
        delete from ${RequestLatency}
        where seconds = ${from} and at < date_trunc(${unit}, now() - make_interval(secs => ${after}), 'UTC')
        returning date_trunc(${unit}, at, 'UTC') as at, method, route, status_class, requests, total_ms, slowest_ms, buckets, counts
      ), parts as (
        select old.at, old.method, old.route, old.status_class, part.bucket, sum(part.count)::int as count
        from old cross join lateral unnest(old.buckets, old.counts) as part (bucket, count) group by 1, 2, 3, 4, 5
      ), histograms as (
        select at, method, route, status_class, array_agg(bucket) as buckets, array_agg(count) as counts
        from parts group by 1, 2, 3, 4
      ), sums as (
        select at, method, route, status_class, sum(requests)::int as requests, sum(total_ms) as total_ms,
          max(slowest_ms) as slowest_ms
        from old group by 1, 2, 3, 4
      )
      insert into ${RequestLatency} (at, seconds, method, route, status_class, requests, total_ms, slowest_ms, buckets, counts)
      select at, ${to}, method, route, status_class, requests, total_ms, slowest_ms, buckets, counts
      from sums join histograms using (at, method, route, status_class)`;
  }
}
