import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import type { Story } from '../stories/story.entity';
import { StoryGuards } from '../stories/story-guards';
import { Task } from './task.entity';

/** How many open tasks a refusal names. */
const NAMED = 20;

/** A story is not done while a task of it is open. */
@Injectable()
export class OpenTasksGuard implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly guards: StoryGuards,
  ) {}

  onModuleInit(): void {
    this.guards.add((scope, story) => this.open(scope, story), 'tasks');
  }

  private async open({ projectId }: Scope, { id }: Story): Promise<string[]> {
    const tasks = await this.db.sql<Pick<Task, 'taskId' | 'status'>>`
      select task_id as "taskId", status from ${Task}
      where project_id = ${projectId} and story_uuid = ${id} and status not in ('COMPLETED', 'CANCELLED')
      order by id limit ${NAMED}`;
    return tasks.map(({ taskId, status }) => `the task ${taskId} is ${status}`);
  }
}
