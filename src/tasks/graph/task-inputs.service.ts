import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Task } from '../task.entity';
import { TaskDependency } from '../task-dependency.entity';

/** What a task that another one depends on has given. */
export type TaskInput = Pick<Task, 'taskId' | 'name' | 'status' | 'outputFiles' | 'outputData' | 'executionLog'>;

/** What a task can build on. */
@Injectable()
export class TaskInputs {
  constructor(private readonly db: Database) {}

  /** Of the tasks that this one depends on, oldest first. */
  of(taskUuid: string): Promise<TaskInput[]> {
    return this.db.sql<TaskInput>`
      select b.task_id as "taskId", b.name, b.status, b.output_files as "outputFiles", b.output_data as "outputData",
        b.execution_log as "executionLog"
      from ${TaskDependency} e join ${Task} b on b.id = e.depends_on_uuid
      where e.task_uuid = ${taskUuid} order by b.id`;
  }
}
