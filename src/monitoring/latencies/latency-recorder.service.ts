import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import type { Answered } from '../requests/answered';
import { Answers } from '../requests/answers.service';
import { ThisServer } from '../servers/this-server.service';
import { bucketOf } from './histogram';
import { RequestLatency } from './request-latency.entity';

const EVERY_MS = 2_000;
const MINUTE_MS = 60_000;
/** How many rows wait at most while the database cannot be written to; then the oldest are given up. */
const MOST = 20_000;

/** What one row says, while its minute goes on. */
interface Minute {
  at: number;
  method: string;
  route: string;
  statusClass: number;
  requests: number;
  totalMs: number;
  slowestMs: number;
  histogram: Map<number, number>;
  /** Whether it says more than its row. */
  changed: boolean;
}

/** Keeps how long this server's answers took: in memory while the minute goes on, in its own rows every other second. */
@Injectable()
export class LatencyRecorder implements BeforeApplicationShutdown {
  private readonly minutes = new Map<string, Minute>();
  private readonly sweeper = new Sweeper('Latencies cannot be kept', async () => {
    await this.flush();
    return false;
  });

  constructor(
    private readonly db: Database,
    private readonly server: ThisServer,
    answers: Answers,
  ) {
    answers.whenSent((answered) => this.record(answered));
  }

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeper.stop();
    await this.flush().catch(() => {});
  }

  /** Writes what has changed. Each row belongs to this server alone, and is written as a whole. */
  async flush(): Promise<void> {
    const now = Date.now();
    const changed = [...this.minutes.values()].filter((minute) => minute.changed);
    for (const minute of changed) minute.changed = false;
    try {
      if (changed.length) await this.write(changed);
    } catch (error) {
      for (const minute of changed) minute.changed = true;
      throw error;
    }
    for (const [key, minute] of this.minutes) {
      if (!minute.changed && minute.at + MINUTE_MS <= now) this.minutes.delete(key);
    }
  }

  private record({ method, route, status, milliseconds }: Answered): void {
    const at = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    const statusClass = Math.floor(status / 100);
    const key = `${at} ${statusClass} ${method} ${route}`;
    const minute = this.minutes.get(key) ?? this.begin(key, { at, method, route, statusClass });
    const bucket = bucketOf(milliseconds);
    minute.histogram.set(bucket, (minute.histogram.get(bucket) ?? 0) + 1);
    minute.requests++;
    minute.totalMs += milliseconds;
    minute.slowestMs = Math.max(minute.slowestMs, milliseconds);
    minute.changed = true;
  }

  private begin(key: string, of: Pick<Minute, 'at' | 'method' | 'route' | 'statusClass'>): Minute {
    const minute = {
      ...of,
      requests: 0,
      totalMs: 0,
      slowestMs: 0,
      histogram: new Map<number, number>(),
      changed: true,
    };
    this.minutes.set(key, minute);
    for (const old of this.minutes.keys()) {
      if (this.minutes.size <= MOST) break;
      this.minutes.delete(old);
    }
    return minute;
  }

  private async write(minutes: readonly Minute[]): Promise<void> {
    const rows = minutes.map(({ at, method, route, statusClass, requests, totalMs, slowestMs, histogram }) => ({
      at: new Date(at),
      method,
      route,
      status_class: statusClass,
      requests,
      total_ms: totalMs,
      slowest_ms: slowestMs,
      buckets: [...histogram.keys()],
      counts: [...histogram.values()],
    }));
    await this.db.sql`
      insert into ${RequestLatency} (at, seconds, server_uuid, method, route, status_class, requests, total_ms, slowest_ms,
        buckets, counts)
      select at, 60, ${this.server.id}, method, route, status_class, requests, total_ms, slowest_ms, buckets, counts
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (at timestamptz, method text, route text,
        status_class smallint, requests int, total_ms float8, slowest_ms real, buckets smallint[], counts int[])
      on conflict (at, seconds, server_uuid, method, route, status_class) do update
      set requests = excluded.requests, total_ms = excluded.total_ms, slowest_ms = excluded.slowest_ms,
        buckets = excluded.buckets, counts = excluded.counts`;
  }
}
