import { Get, Query } from '@nestjs/common';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { tell } from '../figures/definition';
import { bucketsOf } from '../window/window';
import { AnalyticsView, ProjectsWindowQuery, RefusesWindows } from '../window/window.dto';
import { StoriesAnalyticsView } from './stories-analytics.dto';
import { StoriesAnalytics } from './stories-analytics.service';
import { storyDefinitions } from './story-figures';

@Routes('analytics/stories', 'Analytics')
export class StoriesAnalyticsController {
  constructor(private readonly analytics: StoriesAnalytics) {}

  /** Tell how stories went: velocity, cycle times, gates, estimates, what is in progress and how old it is */
  @Get()
  @RefusesWindows()
  async all(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<StoriesAnalyticsView> {
    const asked = ProjectsWindowQuery.within(scope, query);
    const done = await this.analytics.of(scope, asked);
    return {
      ...AnalyticsView.about(asked, tell(storyDefinitions, scope, asked)),
      ...StoriesAnalyticsView.stories(done, bucketsOf(asked.window)),
    };
  }
}
