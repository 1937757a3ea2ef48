import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Task } from '../task.entity';
import type { MoveName } from '../task.moves';
import { named, type ShownTask } from '../task-rows.service';

/** What goes along with tied tasks. Both of its parts run in the transaction that moves the tasks. */
export interface TaskTie {
  /** Whether what the tied task `t` goes along with rests, as a condition: its lease does not run out meanwhile. */
  readonly rests: Part;
  /** Locks it, before the tasks themselves are locked. */
  lock(scope: Scope, taskUuids: readonly string[]): Promise<void>;
  /** Moves it as the task has moved. @throws Problem when it may not, which undoes the move of the task */
  moved(scope: Scope, shown: ShownTask, move: MoveName | 'claim'): Promise<void>;
}

/** Tells whoever has tied tasks to something else of their moves. */
@Injectable()
export class TaskTies {
  private tie?: TaskTie;

  constructor(private readonly db: Database) {}

  /** Call it in `onModuleInit`. */
  register(tie: TaskTie): void {
    this.tie = tie;
  }

  /** Whether the lease of the task `t`, which has one, has run out, as a condition. */
  get runOut(): Part {
    const rests = this.tie?.rests ?? part`false`;
    return part`t.lease_expires_at <= now() and not (t.tied and ${rests})`;
  }

  /** Locks what goes along with those of these tasks, by UUID or readable id, that are tied. Call it before any lock on them. */
  async lock(scope: Scope, names: readonly string[]): Promise<void> {
    const tied = await this.db.sql<{ id: string }>`
      select id from ${Task} t where ${named(scope, names)} and t.tied order by id`;
    const ids = tied.map(({ id }) => id);
    if (ids.length) await this.tie?.lock(scope, ids);
  }

  /** Moves what goes along with those of these tasks that are tied. */
  async moved(scope: Scope, tasks: readonly ShownTask[], move: MoveName | 'claim'): Promise<void> {
    for (const shown of tasks) if (shown.task.tied) await this.tie?.moved(scope, shown, move);
  }
}
