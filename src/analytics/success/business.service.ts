import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Feedback } from '../../feedback/feedback.entity';
import { Memory } from '../../memory/memory.entity';
import { MemoryIntegration } from '../../memory/uses/memory-integration.entity';
import { QualityGate } from '../../stories/gates/gate.entity';
import { Story } from '../../stories/story.entity';
import { Task } from '../../tasks/task.entity';
import { type Measured, share } from '../figures/figure';
import type { Comparison, Metric } from './metric';
import type { Range } from '../window/window';
import { type Periods, weeksOf } from './periods';

/** What is said of one metric; the same is measured over the window and over the baseline. */
interface Business {
  name: string;
  definition: string;
  unit: string;
  comparison: Comparison;
  rows: string;
  measure: (scope: Scope, period: Range) => Promise<Measured>;
}

const perWeek = (count: number, over: number, period: Range): Measured => ({
  value: over ? count / weeksOf(period) : null,
  over,
});

/** What a project gains, against a baseline: its targets are what the baseline has shown. */
@Injectable()
export class BusinessMetrics {
  constructor(private readonly db: Database) {}

  async of(scope: Scope, { window, baseline: before }: Periods): Promise<Metric[]> {
    const metrics: Metric[] = [];
    for (const { measure, ...said } of this.all) {
      const [measured, baseline] = [await measure(scope, window), await measure(scope, before)];
      metrics.push({ ...said, ...measured, target: baseline.value, baseline });
    }
    return metrics;
  }

  private readonly all: Business[] = [
    {
      ...{ name: 'velocity_points', unit: 'points per week', comparison: 'AT_LEAST' },
      definition: 'The story points of the stories done, per week.',
      rows: "stories, status = 'DONE' and ended_at >= from and ended_at < to and story_points is not null",
      measure: async (scope, period) => {
        const { count, sum } = await this.points(scope, period);
        return perWeek(sum, count, period);
      },
    },
    {
      ...{ name: 'velocity_tasks', unit: 'tasks per week', comparison: 'AT_LEAST' },
      definition: 'The tasks completed, per week.',
      rows: "tasks, status = 'COMPLETED' and ended_at >= from and ended_at < to",
      measure: async (scope, period) => {
        const { count } = await this.tasks(scope, period);
        return perWeek(count, count, period);
      },
    },
    {
      ...{ name: 'defects', unit: 'share', comparison: 'AT_MOST' },
      definition: 'The share of the verdicts of quality gates that are FAIL.',
      rows: 'quality_gates, created_at >= from and created_at < to',
      measure: (scope, period) => this.verdicts(scope, period),
    },
    {
      ...{ name: 'rework', unit: 'share', comparison: 'AT_MOST' },
      definition: 'The share of the tasks completed that had to be taken up more than once.',
      rows: "tasks, status = 'COMPLETED' and ended_at >= from and ended_at < to; those with attempt > 1",
      measure: async (scope, period) => {
        const { count, again } = await this.tasks(scope, period);
        return share(again, count);
      },
    },
    {
      ...{ name: 'learnings_captured', unit: 'memories per week', comparison: 'AT_LEAST' },
      definition: 'The memories stored, per week.',
      rows: 'memories, created_at >= from and created_at < to',
      measure: async (scope, period) => {
        const { count } = await this.memories(scope, period);
        return perWeek(count, count, period);
      },
    },
    {
      ...{ name: 'learnings_reused', unit: 'share', comparison: 'AT_LEAST' },
      definition: 'The share of the memories stored in the period that were handed to somebody within it.',
      rows: 'memories, created_at >= from and created_at < to; those with memory_integrations with a rank and at < to',
      measure: async (scope, period) => {
        const { count, reused } = await this.memories(scope, period);
        return share(reused, count);
      },
    },
    {
      ...{ name: 'satisfaction', unit: 'rating from 1 to 5', comparison: 'AT_LEAST' },
      definition: 'The mean rating given by `POST /feedback`.',
      rows: 'feedback, created_at >= from and created_at < to',
      measure: (scope, period) => this.ratings(scope, period),
    },
  ];

  private async points({ projectId }: Scope, { from, to }: Range): Promise<{ count: number; sum: number }> {
    const [row] = await this.db.sql<{ count: number; sum: number }>`
      select count(*)::int as count, coalesce(sum(story_points), 0)::float8 as sum from ${Story}
      where project_id = ${projectId} and status = 'DONE' and ended_at >= ${from} and ended_at < ${to}
        and story_points is not null`;
    return row;
  }

  private async tasks({ projectId }: Scope, { from, to }: Range): Promise<{ count: number; again: number }> {
    const [row] = await this.db.sql<{ count: number; again: number }>`
      select count(*)::int as count, (count(*) filter (where attempt > 1))::int as again from ${Task}
      where project_id = ${projectId} and status = 'COMPLETED' and ended_at >= ${from} and ended_at < ${to}`;
    return row;
  }

  private async verdicts({ projectId }: Scope, { from, to }: Range): Promise<Measured> {
    const [{ failed, total }] = await this.db.sql<{ failed: number; total: number }>`
      select (count(*) filter (where gate = 'FAIL'))::int as failed, count(*)::int as total from ${QualityGate}
      where project_id = ${projectId} and created_at >= ${from} and created_at < ${to}`;
    return share(failed, total);
  }

  private async memories({ projectId }: Scope, { from, to }: Range): Promise<{ count: number; reused: number }> {
    const [row] = await this.db.sql<{ count: number; reused: number }>`
      select count(*)::int as count, (count(*) filter (where exists (
        select from ${MemoryIntegration} used
        where used.memory_uuid = memory.id and used.rank is not null and used.at < ${to})))::int as reused
      from ${Memory} memory
      where memory.project_id = ${projectId} and memory.created_at >= ${from} and memory.created_at < ${to}`;
    return row;
  }

  private async ratings({ projectId }: Scope, { from, to }: Range): Promise<Measured> {
    const [row] = await this.db.sql<Measured>`
      select avg(rating)::float8 as value, count(*)::int as over from ${Feedback}
      where project_id = ${projectId} and created_at >= ${from} and created_at < ${to}`;
    return row;
  }
}
