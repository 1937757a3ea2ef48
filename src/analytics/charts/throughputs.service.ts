import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { StoryTallies } from '../stories/story-tallies.service';
import { TaskTallies } from '../tasks/task-tallies.service';
import type { Whose } from '../window/ranges.query';
import type { Range } from '../window/window';
import { RunTallies } from '../workflows/run-tallies.service';

/** How much was done in each of some ranges. */
export interface Throughput {
  stories: number[];
  tasks: number[];
  runs: number[];
}

/** How much was done. */
@Injectable()
export class Throughputs {
  constructor(
    private readonly db: Database,
    private readonly stories: StoryTallies,
    private readonly tasks: TaskTallies,
    private readonly runs: RunTallies,
  ) {}

  of(whose: Whose, ranges: readonly Range[]): Promise<Throughput> {
    return this.db.snapshot(async () => {
      const [stories, tasks, [{ tallies: runs }]] = await Promise.all([
        this.stories.ended(whose, ranges),
        this.tasks.ended(whose, ranges),
        this.runs.grouped(whose, ranges),
      ]);
      return {
        stories: stories.map(({ done }) => done),
        tasks: tasks.map(({ completed }) => completed),
        runs: runs.map(({ completed }) => completed),
      };
    });
  }
}
