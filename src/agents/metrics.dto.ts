import type { AgentMetrics } from './metrics.service';

/** A figure and how much stands behind it. */
export class FigureView {
  /** Null when there is nothing to work it out from. */
  value: number | null;
  /**
   * How many rows it is worked out from.
   * @example 12
   */
  over: number;
}

/** What the rows say about an agent, over everything that is kept of what it did. */
export class MetricsView {
  /**
   * How many entries its activity log has.
   * @example 12
   */
  activities: number;
  /** The share, 0 to 1, of the things asked of it that the server carried out. Sessions that expired do not count. */
  success_rate: FigureView;
  /** The mean time that the server worked on them, in milliseconds. */
  response_ms_mean: FigureView;
  /** The time within which 95 % of them were done, in milliseconds. */
  response_ms_p95: FigureView;
  /**
   * How many sessions it had, as far as they are kept.
   * @example 3
   */
  sessions: number;
  /**
   * How many of them live now.
   * @example 1
   */
  live_sessions: number;
  /** How long its sessions lasted, in seconds, over those that have ended. */
  session_seconds_mean: FigureView;

  static of(metrics: AgentMetrics): MetricsView {
    const { activities, requests, sessions, liveSessions, endedSessions } = metrics;
    return {
      activities,
      success_rate: { value: metrics.successRate, over: requests },
      response_ms_mean: { value: metrics.responseMsMean, over: requests },
      response_ms_p95: { value: metrics.responseMsP95, over: requests },
      sessions,
      live_sessions: liveSessions,
      session_seconds_mean: { value: metrics.sessionSecondsMean, over: endedSessions },
    };
  }
}
