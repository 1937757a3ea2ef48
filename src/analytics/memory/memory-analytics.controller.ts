import { Get, Query } from '@nestjs/common';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { tell } from '../figures/definition';
import { bucketsOf } from '../window/window';
import { AnalyticsView, ProjectsWindowQuery, RefusesWindows } from '../window/window.dto';
import { MemoryAnalyticsView } from './memory-analytics.dto';
import { MemoryAnalytics } from './memory-analytics.service';
import { memoryDefinitions } from './memory-figures';

@Routes('analytics/memory', 'Analytics')
export class MemoryAnalyticsController {
  constructor(private readonly analytics: MemoryAnalytics) {}

  /** Tell how memory was used: what was stored, what was given to whom for what, and whether it helped */
  @Get()
  @RefusesWindows()
  async all(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<MemoryAnalyticsView> {
    const asked = ProjectsWindowQuery.within(scope, query);
    const done = await this.analytics.of(scope, asked);
    return {
      ...AnalyticsView.about(asked, tell(memoryDefinitions, scope, asked)),
      ...MemoryAnalyticsView.memory(done, bucketsOf(asked.window)),
    };
  }
}
