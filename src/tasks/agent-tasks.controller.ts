import { Get, Param, Query } from '@nestjs/common';
import { Paged } from '../access/page.dto';
import { Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { NamesAgent } from '../agents/names-agent';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { TaskLists } from './task-lists.service';
import { AgentTasksQuery } from './task-query.dto';
import { TaskView } from './task.dto';

@Routes('agents/:agent_id/tasks', 'Tasks')
export class AgentTasksController {
  constructor(private readonly lists: TaskLists) {}

  /** List the tasks that are for an agent, oldest first */
  @Get()
  @NamesAgent()
  @Paged(TaskView)
  async list(
    @InScope() scope: Scope,
    @Param('agent_id') agentId: string,
    @Query() query: AgentTasksQuery,
  ): Promise<Page<TaskView>> {
    const { status, priority } = query;
    return mapPage(await this.lists.list(scope, { agentId, status, priority }, query), TaskView.of);
  }
}
