import { Injectable } from '@nestjs/common';
import { Database, Fragment, part } from '../../database/database';
import { Task } from '../../tasks/task.entity';
import { byRange, byWhoseAndRange, inProject, rangesOf, slicesOf, type Whose } from '../window/ranges.query';
import type { Range } from '../window/window';

/** How many tasks ended how in a range. */
export interface TaskCounts {
  completed: number;
  failed: number;
}

/** What the tasks that ended in a range add up to. */
export interface TaskTally extends TaskCounts {
  cancelled: number;
  /** The completed ones that were taken up more than once. */
  reworked: number;
  /** The completed ones of which is known when they were taken up last. */
  timed: number;
  /** Hours from there to the end: within which 50 and 95 % were done. */
  hours: number[] | null;
  /** The completed ones with a quality score. */
  scored: number;
  quality: number | null;
}

export const noTasks: TaskTally = {
  completed: 0,
  failed: 0,
  cancelled: 0,
  reworked: 0,
  timed: 0,
  hours: null,
  scored: 0,
  quality: null,
};

const done = "t.status = 'COMPLETED'";
const ended = new Fragment('t.ended_at >= range.begins and t.ended_at < range.ends');
const hours = "date_part('epoch', t.ended_at - t.started_at) / 3600";

const sums = new Fragment(`count(*) filter (where ${done})::int as completed,
  count(*) filter (where t.status = 'FAILED')::int as failed,
  count(*) filter (where t.status = 'CANCELLED')::int as cancelled,
  count(*) filter (where ${done} and t.attempt > 1)::int as reworked,
  count(t.started_at) filter (where ${done})::int as timed,
  percentile_cont(array[0.5, 0.95]) within group (order by ${hours}) filter (where ${done}) as hours,
  count(t.quality_score) filter (where ${done})::int as scored,
  avg(t.quality_score) filter (where ${done})::float8 as quality`);

/** What tasks add up to. A task that ended and was reopened since counts where it ends again. */
@Injectable()
export class TaskTallies {
  constructor(private readonly db: Database) {}

  /**
   * How many ended how, in each of some ranges.
   * @param agent UUID of the only one whose tasks are counted, those that it had last
   */
  async ended(whose: Whose, ranges: readonly Range[], agent?: string): Promise<TaskCounts[]> {
    const slices = slicesOf(ranges);
    const rows = await this.db.sql<TaskCounts & { range: number }>`
      select range.number as range, sum(completed)::int as completed, sum(failed)::int as failed
      from ${slices.ranges} join (
        select ${slices.at('t.ended_at')} as number, count(*) filter (where ${new Fragment(done)}) as completed,
          count(*) filter (where t.status = 'FAILED') as failed
        from ${Task} t where ${slices.hold('t.ended_at')} and ${inProject(whose, 't')}
          and ${agent ? part`t.claimed_by_uuid = ${agent}` : part`true`} group by 1
      ) slice on slice.number between range.first and range.last
      group by 1`;
    return byRange(rows, ranges, { completed: 0, failed: 0 });
  }

  /** All tasks together, in each of some ranges. */
  async team(whose: Whose, ranges: readonly Range[]): Promise<TaskTally[]> {
    const rows = await this.db.sql<TaskTally & { range: number }>`
      select range.number as range, tally.* from ${rangesOf(ranges)} cross join lateral (
        select ${sums} from ${Task} t where ${ended} and ${inProject(whose, 't')}
      ) tally`;
    return byRange(rows, ranges, noTasks);
  }

  /** The tasks that each of some agents (UUIDs) had last, in each of some ranges. */
  async agents(whose: Whose, ranges: readonly Range[], agents: readonly string[]): Promise<Map<string, TaskTally[]>> {
    const rows = await this.db.sql<TaskTally & { whose: string; range: number }>`
      select range.number as range, tally.* from ${rangesOf(ranges)} cross join lateral (
        select t.claimed_by_uuid as whose, ${sums} from ${Task} t
        where ${ended} and ${inProject(whose, 't')} and t.claimed_by_uuid = any(${agents}::uuid[]) group by 1
      ) tally`;
    return byWhoseAndRange(rows, agents, ranges, noTasks);
  }

  /** How many tasks each of some agents has in progress or in review now. */
  async open(whose: Whose, agents: readonly string[] | null): Promise<Map<string, number>> {
    const rows = await this.db.sql<{ whose: string; open: number }>`
      select t.claimed_by_uuid as whose, count(*)::int as open from ${Task} t
      where ${inProject(whose, 't')} and t.status in ('IN_PROGRESS', 'REVIEW') and t.claimed_by_uuid is not null
        and ${agents ? part`t.claimed_by_uuid = any(${agents}::uuid[])` : part`true`}
      group by 1`;
    return new Map(rows.map(({ whose, open }) => [whose, open]));
  }
}
