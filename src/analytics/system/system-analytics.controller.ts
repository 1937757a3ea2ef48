import { Get, Query } from '@nestjs/common';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { tell } from '../figures/definition';
import { AnalyticsView, ProjectsWindowQuery, RefusesWindows } from '../window/window.dto';
import { SystemAnalyticsView } from './system-analytics.dto';
import { SystemAnalytics } from './system-analytics.service';
import { systemDefinitions } from './system-figures';

@Routes('analytics/system', 'Analytics')
export class SystemAnalyticsController {
  constructor(private readonly analytics: SystemAnalytics) {}

  /** Tell how the server is: what there is, how fast it answers, the database, whether everything is counted */
  @Get()
  @RefusesWindows()
  async all(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<SystemAnalyticsView> {
    const asked = ProjectsWindowQuery.within(scope, query);
    const state = await this.analytics.of(scope, asked);
    return {
      ...AnalyticsView.about(asked, tell(systemDefinitions, scope, asked)),
      ...SystemAnalyticsView.system(state),
    };
  }
}
