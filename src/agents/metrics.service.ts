import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { AgentActivity } from './agent-activity.entity';
import { AgentSession } from './agent-session.entity';

/** What the rows say about one agent. A figure over no rows is null. */
export interface AgentMetrics {
  activities: number;
  /** The activities that somebody asked for: all but expiries. */
  requests: number;
  successRate: number | null;
  responseMsMean: number | null;
  responseMsP95: number | null;
  sessions: number;
  liveSessions: number;
  endedSessions: number;
  sessionSecondsMean: number | null;
}

@Injectable()
export class MetricsService {
  constructor(private readonly db: Database) {}

  /** The figures of one agent, over everything that is kept of what it did. */
  async of({ projectId }: Scope, agentUuid: string): Promise<AgentMetrics> {
    const [row] = await this.db.sql<AgentMetrics>`
      select * from (
        select count(*)::int as "activities",
          count(response_time_ms)::int as "requests",
          avg(success::int) filter (where response_time_ms is not null)::float8 as "successRate",
          avg(response_time_ms)::float8 as "responseMsMean",
          percentile_cont(0.95) within group (order by response_time_ms) as "responseMsP95"
        from ${AgentActivity} where project_id = ${projectId} and agent_uuid = ${agentUuid}
      ) activity cross join (
        select count(*)::int as "sessions",
          count(*) filter (where ended_at is null and expires_at > now())::int as "liveSessions",
          count(ended_at)::int as "endedSessions",
          avg(extract(epoch from ended_at - started_at))::float8 as "sessionSecondsMean"
        from ${AgentSession} where project_id = ${projectId} and agent_uuid = ${agentUuid}
      ) session`;
    return row;
  }
}
