import { Injectable } from '@nestjs/common';
import { AgentSession } from '../../agents/agent-session.entity';
import { API_PREFIX } from '../../access/routes';
import { Database } from '../../database/database';
import { RequestLatencies } from '../../monitoring/latencies/request-latencies.service';
import { ServerLife } from '../../monitoring/servers/server-life.entity';
import { availabilityOf, type Life } from './availability';
import { share } from '../figures/figure';
import type { Metric } from './metric';
import type { Range } from '../window/window';

const answers = { table: 'request_latencies', at: 'at', server: true };

/** What the server itself promises, measured over all projects. */
@Injectable()
export class TechnicalMetrics {
  constructor(
    private readonly db: Database,
    private readonly latencies: RequestLatencies,
  ) {}

  async of(window: Range): Promise<Metric[]> {
    return Promise.all([
      this.latency(window, 'activation_p95_ms', 'agents/activate', 200),
      this.latency(window, 'memory_context_p95_ms', 'memory/context', 100),
      this.sessionsAtOnce(window),
      this.availability(window),
      this.answered(window),
    ]);
  }

  private async latency(window: Range, name: string, path: string, target: number): Promise<Metric> {
    const route = `/${API_PREFIX}/${path}`;
    const { p95, requests } = await this.latencies.of(window, 'POST', route);
    const definition = `The time within which 95 % of the answers to POST ${route} were sent, measured by the servers, within 2 %.`;
    return {
      name,
      definition,
      unit: 'ms',
      comparison: 'BELOW',
      target,
      value: p95,
      over: requests,
      behind: { ...answers, where: `method = 'POST' and route = '${route}'` },
    };
  }

  private async sessionsAtOnce({ from, to }: Range): Promise<Metric> {
    const [{ most, sessions }] = await this.db.sql<{ most: number | null; sessions: number }>`
      with lived as materialized (
        select greatest(started_at, ${from}) as began, least(coalesce(ended_at, expires_at), ${to}) as ended
        from ${AgentSession} where (ended_at is null or ended_at > ${from}) and started_at < ${to}
          and coalesce(ended_at, expires_at) > ${from}
      ), steps as (
        select began as at, 1 as step from lived union all select ended, -1 from lived
      ), counted as (
        select sum(step) over (order by at, step rows unbounded preceding) as at_once from steps
      )
      select (select max(at_once)::int from counted) as most, (select count(*)::int from lived) as sessions`;
    return {
      name: 'sessions_at_once',
      unit: 'sessions',
      comparison: 'AT_LEAST',
      target: 100,
      unproven: true,
      definition:
        'The most conversations with agents that lived at the same moment. Fewer than the target say only that no more were asked for.',
      value: most,
      over: sessions,
      behind: {
        table: 'agent_sessions',
        at: null,
        server: true,
        where: `started_at < '${to.toISOString()}' and coalesce(ended_at, expires_at) > '${from.toISOString()}'`,
      },
    };
  }

  private async availability({ from, to }: Range): Promise<Metric> {
    const lives = await this.db.sql<Life>`
      (select started_at as "startedAt", seen_at as "seenAt", stopped_at as "stoppedAt" from ${ServerLife}
        where seen_at >= ${from} and started_at < ${to})
      union all
      (select started_at, seen_at, stopped_at from ${ServerLife} where seen_at < ${from} order by seen_at desc limit 1)`;
    return {
      name: 'availability',
      unit: 'share',
      comparison: 'AT_LEAST',
      target: 0.999,
      definition:
        'The share of the time in which a server lived, of the time in which one should have: a stop in good order is no outage, ' +
        'a crash is one until the next start. `over` counts the lives of servers.',
      ...availabilityOf(lives, { from, to: new Date(Math.min(to.getTime(), Date.now())) }),
      behind: {
        table: 'server_lives',
        at: null,
        server: true,
        where: `seen_at >= '${from.toISOString()}' and started_at < '${to.toISOString()}'`,
      },
    };
  }

  private async answered(window: Range): Promise<Metric> {
    const { requests, failed } = await this.latencies.overall(window);
    return {
      name: 'answered_requests',
      unit: 'share',
      comparison: 'AT_LEAST',
      target: 0.999,
      definition: 'The share of the requests that were not answered with a fault of the server (5xx).',
      ...share(requests - failed, requests),
      behind: answers,
    };
  }
}
