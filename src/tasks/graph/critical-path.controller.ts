import { Get, Param } from '@nestjs/common';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { CriticalPathService } from './critical-path.service';
import { CriticalPathView, EpicOfPath } from './graph.dto';

@Routes('epics/:id/critical-path', 'Tasks')
export class CriticalPathController {
  constructor(private readonly paths: CriticalPathService) {}

  /** The longest chain of open tasks of an epic and its stories, by estimated hours */
  @Get()
  async ofEpic(@InScope() scope: Scope, @Param() { id }: EpicOfPath): Promise<CriticalPathView> {
    return CriticalPathView.of(await this.paths.ofEpic(scope, id));
  }
}
