import { Get, Query } from '@nestjs/common';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { tell } from '../figures/definition';
import { bucketsOf } from '../window/window';
import { AnalyticsView, ProjectsWindowQuery, RefusesWindows } from '../window/window.dto';
import { CollaborationAnalyticsView } from './collaboration-analytics.dto';
import { CollaborationAnalytics } from './collaboration-analytics.service';
import { handoffDefinitions, meetingDefinitions } from './collaboration-figures';

@Routes('analytics/collaboration', 'Analytics')
export class CollaborationAnalyticsController {
  constructor(private readonly analytics: CollaborationAnalytics) {}

  /** Tell how agents worked together: handoffs, who gives to whom, reviews and consultations */
  @Get()
  @RefusesWindows()
  async all(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<CollaborationAnalyticsView> {
    const asked = ProjectsWindowQuery.within(scope, query);
    const done = await this.analytics.of(scope, asked);
    return {
      ...AnalyticsView.about(asked, tell({ ...handoffDefinitions, ...meetingDefinitions }, scope, asked)),
      ...CollaborationAnalyticsView.collaboration(done, bucketsOf(asked.window)),
    };
  }
}
