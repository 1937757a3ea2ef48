import { Injectable } from '@nestjs/common';
import { AgentSession } from '../../agents/agent-session.entity';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { MemoryIntegration } from '../../memory/uses/memory-integration.entity';
import { Task } from '../../tasks/task.entity';
import { Run } from '../../workflows/run.entity';
import { share } from '../figures/figure';
import { difference, type Metric, type Sample } from './metric';
import type { Range } from '../window/window';
import type { Periods } from './periods';

/** How well the work of a project goes. */
@Injectable()
export class FunctionalMetrics {
  constructor(private readonly db: Database) {}

  async of(scope: Scope, periods: Periods): Promise<Metric[]> {
    return this.db.together(
      () => this.tasks(scope, periods.window),
      () => this.runs(scope, periods.window),
      () => this.quality(scope, periods),
      () => this.memory(scope, periods.window),
    );
  }

  private async tasks({ projectId }: Scope, { from, to }: Range): Promise<Metric> {
    const [{ completed, ended }] = await this.db.sql<{ completed: number; ended: number }>`
      select (count(*) filter (where status = 'COMPLETED'))::int as completed, count(*)::int as ended from ${Task}
      where project_id = ${projectId} and ended_at >= ${from} and ended_at < ${to} and status in ('COMPLETED', 'FAILED')`;
    return {
      ...{ name: 'task_completion', unit: 'share', comparison: 'AT_LEAST', target: 0.95 },
      definition:
        'The share that is COMPLETED, of the tasks that ended in the window and are COMPLETED or FAILED. What was tried again counts once.',
      ...share(completed, ended),
      rows: "tasks, ended_at >= from and ended_at < to and status in ('COMPLETED', 'FAILED')",
    };
  }

  private async runs({ projectId }: Scope, { from, to }: Range): Promise<Metric> {
    const [{ completed, ended }] = await this.db.sql<{ completed: number; ended: number }>`
      select (count(*) filter (where status = 'COMPLETED'))::int as completed, count(*)::int as ended from ${Run}
      where project_id = ${projectId} and ended_at >= ${from} and ended_at < ${to}
        and status in ('COMPLETED', 'FAILED', 'CANCELLED')`;
    return {
      ...{ name: 'workflow_completion', unit: 'share', comparison: 'AT_LEAST', target: 0.9 },
      definition: 'The share that is COMPLETED, of the runs that ended in the window, cancelled ones included.',
      ...share(completed, ended),
      rows: "workflows, ended_at >= from and ended_at < to and status in ('COMPLETED', 'FAILED', 'CANCELLED')",
    };
  }

  private async quality({ projectId }: Scope, { window, baseline }: Periods): Promise<Metric> {
    const sample = async ({ from, to }: Range): Promise<Sample> => {
      const [row] = await this.db.sql<Sample>`
        select count(*)::int as count, avg(quality_score)::float8 as mean, stddev_samp(quality_score)::float8 as deviation
        from ${Task} where project_id = ${projectId} and ended_at >= ${from} and ended_at < ${to}
          and status = 'COMPLETED' and quality_score is not null`;
      return row;
    };
    return {
      ...{ name: 'quality_trend', unit: 'points', comparison: 'AT_LEAST', target: 0 },
      definition:
        'How many points of 100 the mean quality score of the tasks completed in the window is above that of the baseline.',
      ...difference(await sample(window), await sample(baseline)),
      rows: "tasks, ended_at in the window or the baseline, status = 'COMPLETED' and quality_score is not null",
    };
  }

  private async memory({ projectId }: Scope, { from, to }: Range): Promise<Metric> {
    const [{ used, sessions }] = await this.db.sql<{ used: number; sessions: number }>`
      with began as materialized (
        select agent_uuid, session_id from ${AgentSession}
        where project_id = ${projectId} and (ended_at is null or ended_at > ${from}) and started_at >= ${from} and started_at < ${to}
      ), served as materialized (
        select distinct agent_uuid, session_id from ${MemoryIntegration}
        where project_id = ${projectId} and id >= ${firstIdOf(from)} and rank is not null and session_id is not null
      )
      select count(*)::int as sessions, count(served.session_id)::int as used
      from began left join served using (agent_uuid, session_id)`;
    return {
      ...{ name: 'memory_use', unit: 'share', comparison: 'AT_LEAST', target: 0.8 },
      definition:
        'The share of the conversations begun in the window that were given at least one memory, by whatever operation: ' +
        'at activation, for a task, a stage, a judgement, an error, or because they asked.',
      ...share(used, sessions),
      rows: 'agent_sessions, started_at >= from and started_at < to; memory_integrations of their agent and session with a rank',
    };
  }
}

/** The least id that a row can have that was made at a moment or later: ids are UUIDv7. */
const firstIdOf = (moment: Date): string => {
  const hex = Math.max(0, moment.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};
