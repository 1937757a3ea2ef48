import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Part, part } from '../database/database';
import type { Scope } from '../database/scope';
import { EpicGuards } from '../epics/epic-guards';
import { StoryGuards } from '../stories/story-guards';
import { Task } from './task.entity';

/** How many open tasks a refusal names. */
const NAMED = 20;

/** A story is not done while a task of it is open; nor is an epic while a task of it that is of no story is. */
@Injectable()
export class OpenTasksGuard implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly stories: StoryGuards,
    private readonly epics: EpicGuards,
  ) {}

  onModuleInit(): void {
    this.stories.add((scope, { id }) => this.open(scope, part`story_uuid = ${id}`), 'tasks');
    this.epics.add((scope, { id }) => this.open(scope, part`epic_uuid = ${id} and story_uuid is null`), 'tasks');
  }

  private async open({ projectId }: Scope, ofIt: Part): Promise<string[]> {
    const tasks = await this.db.sql<Pick<Task, 'taskId' | 'status'>>`
      select task_id as "taskId", status from ${Task}
      where project_id = ${projectId} and ${ofIt} and status not in ('COMPLETED', 'CANCELLED')
      order by id limit ${NAMED}`;
    return tasks.map(({ taskId, status }) => `the task ${taskId} is ${status}`);
  }
}
