import { Get, Param } from '@nestjs/common';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { CriticalPathService } from './critical-path.service';
import { CriticalPathView, EpicOfPath, WorkflowOfPath } from './graph.dto';

@Routes('', 'Tasks')
export class CriticalPathController {
  constructor(private readonly paths: CriticalPathService) {}

  /** The longest chain of open tasks of an epic and its stories, by estimated hours */
  @Get('epics/:id/critical-path')
  async ofEpic(@InScope() scope: Scope, @Param() { id }: EpicOfPath): Promise<CriticalPathView> {
    return CriticalPathView.of(await this.paths.ofEpic(scope, id));
  }

  /**
   * The longest chain of open tasks of a workflow, by estimated hours
   * @remarks Empty while no open task belongs to it.
   */
  @Get('workflows/:id/critical-path')
  async ofWorkflow(@InScope() scope: Scope, @Param() { id }: WorkflowOfPath): Promise<CriticalPathView> {
    return CriticalPathView.of(await this.paths.ofWorkflow(scope, id));
  }
}
