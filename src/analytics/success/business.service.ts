import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Feedback } from '../../feedback/feedback.entity';
import { Memory } from '../../memory/memory.entity';
import { MemoryIntegration } from '../../memory/uses/memory-integration.entity';
import { QualityGate } from '../../stories/gates/gate.entity';
import { Story } from '../../stories/story.entity';
import { Task } from '../../tasks/task.entity';
import type { Behind } from '../figures/definition';
import { type Measured, share } from '../figures/figure';
import { byRange, rangesOf } from '../window/ranges.query';
import type { Range } from '../window/window';
import type { Comparison, Metric } from './metric';
import { type Periods, weeksOf } from './periods';

/** What rows of one kind add up to in a period: how many there are, and how many of them are so, or their sum. */
interface Sums {
  rows: number;
  part: number;
}

/** What a project has brought about in a period. */
type Gained = Record<'points' | 'tasks' | 'verdicts' | 'memories' | 'ratings', Sums>;

/** What is said of one metric; the same is measured over the window and over the baseline. */
interface Business {
  name: string;
  definition: string;
  unit: string;
  comparison: Comparison;
  behind: Behind;
  measure: (gained: Gained, period: Range) => Measured;
}

const perWeek = (count: number, over: number, period: Range): Measured => ({
  value: over ? count / weeksOf(period) : null,
  over,
});

const completed = { table: 'tasks', at: 'ended_at', where: "status = 'COMPLETED'" };
const stored = { table: 'memories', at: 'created_at' };

const all: Business[] = [
  {
    name: 'velocity_points',
    unit: 'points per week',
    comparison: 'AT_LEAST',
    definition: 'The story points of the stories done, per week.',
    behind: { table: 'stories', at: 'ended_at', where: "status = 'DONE' and story_points is not null" },
    measure: ({ points: { part, rows } }, period) => perWeek(part, rows, period),
  },
  {
    name: 'velocity_tasks',
    unit: 'tasks per week',
    comparison: 'AT_LEAST',
    definition: 'The tasks completed, per week.',
    behind: completed,
    measure: ({ tasks: { rows } }, period) => perWeek(rows, rows, period),
  },
  {
    name: 'defects',
    unit: 'share',
    comparison: 'AT_MOST',
    definition: 'The share of the verdicts of quality gates that are FAIL.',
    behind: { table: 'quality_gates', at: 'created_at' },
    measure: ({ verdicts: { part, rows } }) => share(part, rows),
  },
  {
    name: 'rework',
    unit: 'share',
    comparison: 'AT_MOST',
    definition: 'The share of the tasks completed that had to be taken up more than once.',
    behind: completed,
    measure: ({ tasks: { part, rows } }) => share(part, rows),
  },
  {
    name: 'learnings_captured',
    unit: 'memories per week',
    comparison: 'AT_LEAST',
    definition: 'The memories stored, per week.',
    behind: stored,
    measure: ({ memories: { rows } }, period) => perWeek(rows, rows, period),
  },
  {
    name: 'learnings_reused',
    unit: 'share',
    comparison: 'AT_LEAST',
    definition: 'The share of the memories stored in the period that were handed to somebody within it.',
    behind: stored,
    measure: ({ memories: { part, rows } }) => share(part, rows),
  },
  {
    name: 'satisfaction',
    unit: 'rating from 1 to 5',
    comparison: 'AT_LEAST',
    definition: 'The mean rating given by `POST /feedback`.',
    behind: { table: 'feedback', at: 'created_at' },
    measure: ({ ratings: { part, rows } }) => ({ value: rows ? part / rows : null, over: rows }),
  },
];

/** What a project gains, against a baseline: its targets are what the baseline has shown. */
@Injectable()
export class BusinessMetrics {
  constructor(private readonly db: Database) {}

  async of(scope: Scope, { window, baseline }: Periods): Promise<Metric[]> {
    const [now, before] = await this.gained(scope, [window, baseline]);
    return all.map(({ measure, ...said }) => {
      const reference = measure(before, baseline);
      return { ...said, ...measure(now, window), target: reference.value, baseline: reference };
    });
  }

  /** One statement for each kind of row, over all periods. */
  private async gained({ projectId }: Scope, periods: readonly Range[]): Promise<Gained[]> {
    const period = rangesOf(periods);
    const inPeriod = await Promise.all([
      this.db.sql<Sums & { range: number }>`
        select range.number as range, count(*)::int as rows, coalesce(sum(story_points), 0)::float8 as part
        from ${period} join ${Story} on project_id = ${projectId} and ended_at >= range.begins and ended_at < range.ends
        where status = 'DONE' and story_points is not null group by 1`,
      this.db.sql<Sums & { range: number }>`
        select range.number as range, count(*)::int as rows, (count(*) filter (where attempt > 1))::int as part
        from ${period} join ${Task} on project_id = ${projectId} and ended_at >= range.begins and ended_at < range.ends
        where status = 'COMPLETED' group by 1`,
      this.db.sql<Sums & { range: number }>`
        select range.number as range, count(*)::int as rows, (count(*) filter (where gate = 'FAIL'))::int as part
        from ${period} join ${QualityGate} on project_id = ${projectId} and created_at >= range.begins and created_at < range.ends
        group by 1`,
      this.db.sql<Sums & { range: number }>`
        select range.number as range, count(*)::int as rows, (count(*) filter (where exists (
          select from ${MemoryIntegration} used
          where used.memory_uuid = memory.id and used.rank is not null and used.at < range.ends)))::int as part
        from ${period} join ${Memory} memory on memory.project_id = ${projectId}
          and memory.created_at >= range.begins and memory.created_at < range.ends
        group by 1`,
      this.db.sql<Sums & { range: number }>`
        select range.number as range, count(*)::int as rows, coalesce(sum(rating), 0)::float8 as part
        from ${period} join ${Feedback} on project_id = ${projectId} and created_at >= range.begins and created_at < range.ends
        group by 1`,
    ]);
    const [points, tasks, verdicts, memories, ratings] = inPeriod.map((rows) =>
      byRange<Sums>(rows, periods, { rows: 0, part: 0 }),
    );
    return periods.map((_, place) => ({
      points: points[place],
      tasks: tasks[place],
      verdicts: verdicts[place],
      memories: memories[place],
      ratings: ratings[place],
    }));
  }
}
