import { Injectable } from '@nestjs/common';
import { AgentSession } from '../../agents/agent-session.entity';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { leastUuid } from '../../database/uuid-v7';
import { MemoryIntegration } from '../../memory/uses/memory-integration.entity';
import { Task } from '../../tasks/task.entity';
import { Run } from '../../workflows/run.entity';
import { share } from '../figures/figure';
import { byRange, rangesOf } from '../window/ranges.query';
import { difference, type Metric, type Sample, within } from './metric';
import type { Range } from '../window/window';
import type { Periods } from './periods';

/** What the tasks that ended in a period add up to, and the quality scores of the completed ones. */
interface Ended extends Sample {
  completed: number;
  ended: number;
}

/** How well the work of a project goes. */
@Injectable()
export class FunctionalMetrics {
  constructor(private readonly db: Database) {}

  async of(scope: Scope, periods: Periods): Promise<Metric[]> {
    const [[completion, quality], runs, memory] = await Promise.all([
      this.tasks(scope, periods),
      this.runs(scope, periods.window),
      this.memory(scope, periods.window),
    ]);
    return [completion, runs, quality, memory];
  }

  private async tasks({ projectId }: Scope, periods: Periods): Promise<[completion: Metric, quality: Metric]> {
    const both = [periods.window, periods.baseline];
    const rows = await this.db.sql<Ended & { range: number }>`
      select range.number as range, (count(*) filter (where status = 'COMPLETED'))::int as completed, count(*)::int as ended,
        (count(quality_score) filter (where status = 'COMPLETED'))::int as count,
        (avg(quality_score) filter (where status = 'COMPLETED'))::float8 as mean,
        (stddev_samp(quality_score) filter (where status = 'COMPLETED'))::float8 as deviation
      from ${rangesOf(both)} join ${Task} on project_id = ${projectId} and ended_at >= range.begins and ended_at < range.ends
        and status in ('COMPLETED', 'FAILED') group by 1`;
    const [now, before] = byRange<Ended>(rows, both, { completed: 0, ended: 0, count: 0, mean: null, deviation: null });
    return [completionOf(now), qualityOf(now, before, periods)];
  }

  private async runs({ projectId }: Scope, { from, to }: Range): Promise<Metric> {
    const [{ completed, ended }] = await this.db.sql<{ completed: number; ended: number }>`
      select (count(*) filter (where status = 'COMPLETED'))::int as completed, count(*)::int as ended from ${Run}
      where project_id = ${projectId} and ended_at >= ${from} and ended_at < ${to}
        and status in ('COMPLETED', 'FAILED', 'CANCELLED')`;
    return {
      name: 'workflow_completion',
      unit: 'share',
      comparison: 'AT_LEAST',
      target: 0.9,
      definition: 'The share that is COMPLETED, of the runs that ended in the window, cancelled ones included.',
      ...share(completed, ended),
      behind: { table: 'workflows', at: 'ended_at', where: "status in ('COMPLETED', 'FAILED', 'CANCELLED')" },
    };
  }

  private async memory({ projectId }: Scope, { from, to }: Range): Promise<Metric> {
    const [{ used, sessions }] = await this.db.sql<{ used: number; sessions: number }>`
      with began as materialized (
        select agent_uuid, session_id from ${AgentSession}
        where project_id = ${projectId} and (ended_at is null or ended_at > ${from}) and started_at >= ${from} and started_at < ${to}
      ), served as materialized (
        select distinct agent_uuid, session_id from ${MemoryIntegration}
        where project_id = ${projectId} and id >= ${leastUuid(from.getTime())} and rank is not null and session_id is not null
      )
      select count(*)::int as sessions, count(served.session_id)::int as used
      from began left join served using (agent_uuid, session_id)`;
    return {
      name: 'memory_use',
      unit: 'share',
      comparison: 'AT_LEAST',
      target: 0.8,
      definition:
        'The share of the conversations begun in the window that were given at least one memory, by whatever operation: ' +
        'at activation, for a task, a stage, a judgement, an error, or because they asked.',
      ...share(used, sessions),
      behind: { table: 'agent_sessions', at: 'started_at' },
    };
  }
}

const completionOf = ({ completed, ended }: Ended): Metric => ({
  name: 'task_completion',
  unit: 'share',
  comparison: 'AT_LEAST',
  target: 0.95,
  definition:
    'The share that is COMPLETED, of the tasks that ended in the window and are COMPLETED or FAILED. What was tried again counts once.',
  ...share(completed, ended),
  behind: { table: 'tasks', at: 'ended_at', where: "status in ('COMPLETED', 'FAILED')" },
});

const qualityOf = (now: Sample, before: Sample, { window, baseline }: Periods): Metric => ({
  name: 'quality_trend',
  unit: 'points',
  comparison: 'AT_LEAST',
  target: 0,
  definition:
    'How many points of 100 the mean quality score of the tasks completed in the window is above that of the baseline.',
  ...difference(now, before),
  behind: {
    table: 'tasks',
    at: null,
    where: `status = 'COMPLETED' and quality_score is not null and (${within('ended_at', window)} or ${within('ended_at', baseline)})`,
  },
});
