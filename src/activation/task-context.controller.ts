import { Get, Param, Query } from '@nestjs/common';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import type { Scope } from '../database/scope';
import { TaskPath } from '../tasks/task-query.dto';
import { TaskContextQuery, TaskContextView } from './task-context.dto';
import { TaskContexts } from './task-contexts.service';

@Routes('tasks/:id/context', 'Tasks')
export class TaskContextController {
  constructor(private readonly contexts: TaskContexts) {}

  /**
   * Get all that helps with a task
   * @remarks How it changed hands, what it builds on, what the team remembers, and, where it has failed before, what resolved failures like it.
   * Each memory is recorded as used.
   */
  @Get()
  @Refuses(409, 'Several packs have the agent: `suggestions` lists the full names.')
  async get(
    @InScope() scope: Scope,
    @Param() { id }: TaskPath,
    @Query() { agent_id, limit = 10, max_chars = 8_000 }: TaskContextQuery,
  ): Promise<TaskContextView> {
    return TaskContextView.of(await this.contexts.of(scope, id, { agentId: agent_id, limit, maxChars: max_chars }));
  }
}
