import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RowLocks } from '../access/tags/row-locks.service';
import { Task } from './task.entity';
import { TaskRows } from './task-rows.service';
import { TaskTies } from './ties/task-ties.service';

/** A task is locked after all that its moves lock before it, also by who only wants it to stay as it is. */
@Injectable()
export class TaskLocks implements OnModuleInit {
  constructor(
    private readonly locks: RowLocks,
    private readonly ties: TaskTies,
    private readonly rows: TaskRows,
  ) {}

  onModuleInit(): void {
    this.locks.register(Task, async (scope, id) => {
      await this.ties.lock(scope, [id]);
      await this.rows.lock(scope, [id], true, true);
    });
  }
}
