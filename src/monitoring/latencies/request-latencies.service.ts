import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { type Histogram, quantile } from './histogram';
import { RequestLatency } from './request-latency.entity';

/** From when, up to when. Minutes that are older than two hours count by the hour in which they began, a month later by the day. */
export interface Window {
  from: Date;
  /** Not included. */
  to: Date;
}

/** How long answers took, in milliseconds and within 2 %, refusals and failures included. Null over none. */
export interface Latency {
  requests: number;
  /** Those that were answered with 4xx. */
  refused: number;
  /** Those that were answered with 5xx. */
  failed: number;
  mean: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  slowest: number | null;
}

export interface RouteLatency extends Latency {
  method: string;
  /** The pattern of the route: `/api/v1/bmad/agents/activate`. */
  route: string;
}

interface Sums {
  requests: number;
  refused: number;
  failed: number;
  totalMs: number;
  slowestMs: number;
  buckets: number[];
  counts: number[];
}

/** How long the answers of all servers on this database took, measured by them. A few seconds old at most. */
@Injectable()
export class RequestLatencies {
  constructor(private readonly db: Database) {}

  /** Of all routes together. */
  async overall(window: Window): Promise<Latency> {
    const [sums] = await this.sums(window, null, null, false);
    return latencyOf(sums);
  }

  /** Of one route. */
  async of(window: Window, method: string, route: string): Promise<Latency> {
    const [sums] = await this.sums(window, method, route, false);
    return latencyOf(sums);
  }

  /** Of each route that was asked for, the busiest first. */
  async byRoute(window: Window): Promise<RouteLatency[]> {
    const rows = await this.sums(window, null, null, true);
    return rows
      .map(({ method, route, ...sums }) => ({ method, route, ...latencyOf(sums) }))
      .sort((one, other) => other.requests - one.requests);
  }

  private sums(
    { from, to }: Window,
    method: string | null,
    route: string | null,
    apart: boolean,
  ): Promise<(Sums & { method: string; route: string })[]> {
    return this.db.sql<Sums & { method: string; route: string }>`
      with rows as materialized (
        select case when ${apart} then method else '' end as method, case when ${apart} then route else '' end as route,
          status_class, requests, total_ms, slowest_ms, buckets, counts
        from ${RequestLatency} where at >= ${from} and at < ${to}
          and (${method}::text is null or method = ${method}) and (${route}::text is null or route = ${route})
      ), parts as (
        select rows.method, rows.route, part.bucket, sum(part.count)::int as count
        from rows cross join lateral unnest(rows.buckets, rows.counts) as part (bucket, count) group by 1, 2, 3
      ), histograms as (
        select method, route, array_agg(bucket) as buckets, array_agg(count) as counts from parts group by 1, 2
      ), sums as (
        select method, route, sum(requests)::int as "requests", sum(total_ms)::float8 as "totalMs",
          max(slowest_ms)::float8 as "slowestMs",
          coalesce(sum(requests) filter (where status_class = 4), 0)::int as "refused",
          coalesce(sum(requests) filter (where status_class = 5), 0)::int as "failed"
        from rows group by 1, 2
      )
      select method, route, "requests", "refused", "failed", "totalMs", "slowestMs", buckets, counts
      from sums join histograms using (method, route)`;
  }
}

const nothing: Sums = { requests: 0, refused: 0, failed: 0, totalMs: 0, slowestMs: 0, buckets: [], counts: [] };

function latencyOf(sums: Sums = nothing): Latency {
  const { requests, refused, failed, totalMs, slowestMs, buckets, counts } = sums;
  const histogram: Histogram = new Map(buckets.map((bucket, place) => [bucket, counts[place]]));
  const over = <T>(value: T) => (requests ? value : null);
  return {
    requests,
    refused,
    failed,
    mean: over(totalMs / requests),
    slowest: over(slowestMs),
    p50: quantile(histogram, 0.5),
    p95: quantile(histogram, 0.95),
    p99: quantile(histogram, 0.99),
  };
}
