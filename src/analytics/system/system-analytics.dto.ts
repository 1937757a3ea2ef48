import { ApiProperty } from '@nestjs/swagger';
import { ShowsEnum } from '../../access/enum.dto';
import { activityMeasures } from '../agents/agent-figures';
import { CountedView } from '../activities/counted.dto';
import { Defined } from '../figures/definition';
import { figures } from '../figures/figure';
import { AnalyticsFigureView } from '../figures/figure.dto';
import { AnalyticsView } from '../window/window.dto';
import type { Counts, Moving } from './counts.service';
import type { SystemState } from './system-analytics.service';
import { answerMeasures, systemDefinitions as its } from './system-figures';

/** What the log of activities and the answers of the server tell. */
export class SystemFiguresView {
  @Defined(its.activities) activities: AnalyticsFigureView;
  @Defined(its.success_rate) success_rate: AnalyticsFigureView;
  @Defined(its.response_ms_mean) response_ms_mean: AnalyticsFigureView;
  @Defined(its.response_ms_p50) response_ms_p50: AnalyticsFigureView;
  @Defined(its.response_ms_p95) response_ms_p95: AnalyticsFigureView;
  @Defined(its.response_ms_p99) response_ms_p99: AnalyticsFigureView;
  @Defined(its.answers) answers: AnalyticsFigureView;
  @Defined(its.failed_rate) failed_rate: AnalyticsFigureView;
  @Defined(its.refused_rate) refused_rate: AnalyticsFigureView;
  @Defined(its.answer_ms_mean) answer_ms_mean: AnalyticsFigureView;
  @Defined(its.answer_ms_p50) answer_ms_p50: AnalyticsFigureView;
  @Defined(its.answer_ms_p95) answer_ms_p95: AnalyticsFigureView;
  @Defined(its.answer_ms_p99) answer_ms_p99: AnalyticsFigureView;
}

/** How many there are now. */
export class CountsView implements Counts {
  /** Agents, retired ones too. */
  agents: number;
  /** Sessions that there ever were. */
  sessions: number;
  /** Runs of workflows. */
  runs: number;
  /** Epics. */
  epics: number;
  /** Stories. */
  stories: number;
  /** Tasks. */
  tasks: number;
  /** Handoffs that were ever offered. */
  handoffs: number;
  /** Memories, in whatever state. */
  memories: number;
}

/** How many of them are under way. */
export class MovingView implements Moving {
  /** Sessions that live. */
  sessions: number;
  /** Runs that are ACTIVE. */
  runs: number;
  /** Stories in progress or in review. */
  stories: number;
  /** Tasks in progress or in review. */
  tasks: number;
  /** Handoffs that are offered or accepted and not completed. */
  handoffs: number;
}

/** How long the answers of one route took. */
export class RouteTimesView {
  /**
   * @example "GET"
   */
  @ApiProperty({ description: 'The method.' })
  method: string;
  /**
   * The pattern of the route.
   * @example "/api/v1/bmad/agents"
   */
  route: string;
  /** How many requests it answered in the window. */
  answers: number;
  /** The time within which half of the answers were given, in milliseconds. */
  p50_ms: number | null;
  /** The same for 95 % of them. */
  p95_ms: number | null;
  /** The same for 99 % of them. */
  p99_ms: number | null;
}

/** One of our largest tables. */
export class TableSizeView {
  name: string;
  /** How many rows it has, as Postgres estimates; null before it has looked. */
  rows: number | null;
  /** How large it is, with its indexes. */
  bytes: number;
}

/** What the database says about itself. */
export class DatabaseStateView {
  /**
   * The version of Postgres.
   * @example "18.4"
   */
  version: string;
  /** How large the whole database is, which others may share. */
  bytes: number;
  /** Connections to it, whoever holds them. */
  connections: number;
  /** The share of the pages that were in memory when they were needed, 0 to 1. */
  cache_hit_rate: number | null;
  /** For how long the oldest open transaction has been so, but for the one of this answer. */
  oldest_transaction_seconds: number | null;
  /** Deadlocks since the statistics of Postgres began. */
  deadlocks: number;
  /** How long it took to say this, in milliseconds. */
  answered_ms: number;
  /** Our largest tables. */
  tables: TableSizeView[];
}

/** How far the readers of the feed of events have come. */
export class FeedStateView {
  /** How many events have their place in it. */
  events: number;
  /** How many of them the slowest reader has not dealt with. */
  behind: number;
  /**
   * Who that is; null when nobody reads.
   * @example "webhooks"
   */
  reader: string | null;
}

/** The process that answers. */
export class ProcessView {
  /** For how long it has run. */
  uptime_seconds: number;
  /** The memory that it holds. */
  memory_bytes: number;
  /** Of this, what objects use. */
  heap_bytes: number;

  static now(): ProcessView {
    const { rss, heapUsed } = process.memoryUsage();
    return { uptime_seconds: process.uptime(), memory_bytes: rss, heap_bytes: heapUsed };
  }
}

export const healths = ['OK', 'BEHIND'] as const;
export type Health = (typeof healths)[number];

/** How many events a reader may be behind without it being said. */
const BEHIND = 1_000;

/** How the server is. */
export class SystemAnalyticsView extends AnalyticsView {
  /** BEHIND while activities wait to be counted or a reader of the feed is 1 000 events behind. */
  @ShowsEnum('SystemHealth', healths)
  health: Health;
  /** How many there are now. */
  counts: CountsView;
  /** How many of them are under way. */
  under_way: MovingView;
  /** Whether the figures of activities hold every one of them. */
  activities_counted: CountedView;
  /** What activities and answers tell. */
  figures: SystemFiguresView;
  /** The busiest routes of the window: at most twenty. */
  routes: RouteTimesView[];
  /** What the database says about itself. */
  database: DatabaseStateView;
  /** How far the readers of the feed of events have come. */
  feed: FeedStateView;
  /** The process that answers. */
  process: ProcessView;

  static system(state: SystemState) {
    const { database, tables, feed, counted } = state;
    const [now, before] = [0, 1].map((range) => ({
      ...activityMeasures(state.activities[range]),
      ...answerMeasures(state.latency[range]),
    }));
    const health: Health = counted.complete && feed.behind < BEHIND ? 'OK' : 'BEHIND';
    return {
      health,
      counts: state.counts,
      under_way: state.moving,
      activities_counted: counted,
      figures: figures(now, before),
      routes: state.routes.map(({ method, route, requests, p50, p95, p99 }) => ({
        method,
        route,
        answers: requests,
        p50_ms: p50,
        p95_ms: p95,
        p99_ms: p99,
      })),
      database: {
        version: database.version,
        bytes: database.bytes,
        connections: database.connections,
        cache_hit_rate: database.cacheHitRate,
        deadlocks: database.deadlocks,
        oldest_transaction_seconds: database.oldestTransactionSeconds,
        answered_ms: database.answeredMs,
        tables,
      },
      feed,
      process: ProcessView.now(),
    };
  }
}
