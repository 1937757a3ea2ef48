import { Body, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Paged, PageQuery } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { TaskRefView, TaskView } from '../task.dto';
import { TaskPath } from '../task-query.dto';
import { TaskRows } from '../task-rows.service';
import { DependenciesService } from './dependencies.service';
import { AddDependency, DependencyPath, ImpactView } from './graph.dto';
import { TaskGraph } from './task-graph.service';

@Routes('tasks/:id', 'Tasks')
export class DependenciesController {
  constructor(
    private readonly dependencies: DependenciesService,
    private readonly graph: TaskGraph,
    private readonly rows: TaskRows,
  ) {}

  /**
   * Have a task wait for another one
   * @remarks Nothing changes when it does already. One that was started already goes on.
   */
  @Post('dependencies')
  @Refuses(409, 'It would close a cycle, which `errors` names; or the task or its story is over.')
  @Refuses(422, 'A task cannot wait for itself.')
  async add(
    @InScope() scope: Scope,
    @Param() { id }: TaskPath,
    @Body() { depends_on }: AddDependency,
  ): Promise<TaskView> {
    const task = await this.dependencies.add(scope, id, depends_on);
    return TaskView.of(await this.rows.get(scope, task.id));
  }

  /** List the tasks that a task depends on, oldest first */
  @Get('dependencies')
  @Paged(TaskRefView)
  async list(
    @InScope() scope: Scope,
    @Param() { id }: TaskPath,
    @Query() query: PageQuery,
  ): Promise<Page<TaskRefView>> {
    const task = await this.rows.find(scope, id);
    return mapPage(await this.graph.before(task.id, query), TaskRefView.of);
  }

  /** Let a task no longer wait for another one */
  @Delete('dependencies/:depends_on')
  @Refuses(409, 'Its story is over.')
  async remove(@InScope() scope: Scope, @Param() { id, depends_on }: DependencyPath): Promise<TaskView> {
    const task = await this.dependencies.remove(scope, id, depends_on);
    return TaskView.of(await this.rows.get(scope, task.id));
  }

  /** What finishing a task unblocks */
  @Get('impact')
  async impact(@InScope() scope: Scope, @Param() { id }: TaskPath): Promise<ImpactView> {
    const task = await this.rows.find(scope, id);
    return ImpactView.of(await this.graph.impact(task.id));
  }
}
