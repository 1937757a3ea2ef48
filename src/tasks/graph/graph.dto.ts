import { IsString, Length } from 'class-validator';
import { TaskRefView } from '../task.dto';
import type { CriticalPath } from './critical-path.service';
import type { Impact } from './task-graph.service';

export class AddDependency {
  /**
   * The task that has to be over first, by its readable id or UUID.
   * @example "T-2"
   */
  @IsString()
  @Length(1, 200)
  depends_on: string;
}

/** Names a dependency in a path. */
export class DependencyPath {
  /**
   * The task that waits, by its readable id or UUID.
   * @example "T-1"
   */
  @IsString()
  @Length(1, 300)
  id: string;

  /**
   * The task that it waits for, by its readable id or UUID.
   * @example "T-2"
   */
  @IsString()
  @Length(1, 300)
  depends_on: string;
}

/** What finishing a task sets in motion. */
export class ImpactView {
  /** The tasks that become ready at once: they wait for nothing else. */
  at_once: TaskRefView[];
  /** The open tasks that wait for it, directly or through others; the nearest first, at most 200. */
  transitively: TaskRefView[];
  /** How many of these there are in all. */
  total: number;

  static of({ atOnce, transitively, total }: Impact): ImpactView {
    return { at_once: atOnce.map(TaskRefView.of), transitively: transitively.map(TaskRefView.of), total };
  }
}

/** What an epic or a workflow cannot be faster than. */
export class CriticalPathView {
  /** The sum of the estimates along the chain. */
  hours: number;
  /** The longest chain of open tasks that wait for each other, the first to be done first. */
  tasks: TaskRefView[];
  /** How many open tasks there are in all. */
  open_tasks: number;
  /** How many of them have no estimate; they count as nothing. */
  without_estimate: number;

  static of({ hours, tasks, openTasks, withoutEstimate }: CriticalPath): CriticalPathView {
    return {
      hours,
      tasks: tasks.map(TaskRefView.of),
      open_tasks: openTasks,
      without_estimate: withoutEstimate,
    };
  }
}

/** Names an epic in a path. */
export class EpicOfPath {
  /**
   * The readable id or the UUID.
   * @example "epic-1"
   */
  @IsString()
  @Length(1, 300)
  id: string;
}
