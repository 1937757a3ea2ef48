import { Get, Param, Query } from '@nestjs/common';
import { Paged } from '../access/page.dto';
import { Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { EpicPath } from '../epics/epic.dto';
import { EpicStories } from './epic-stories.service';
import { EpicStoriesQuery, StoriesQuery } from './stories-query.dto';
import { StorySummary } from './story.view';

@Routes('epics/:id/stories', 'Epics')
export class EpicStoriesController {
  constructor(private readonly stories: EpicStories) {}

  /** List the stories of an epic, oldest first */
  @Get()
  @Paged(StorySummary)
  async list(
    @InScope() scope: Scope,
    @Param() { id }: EpicPath,
    @Query() query: EpicStoriesQuery,
  ): Promise<Page<StorySummary>> {
    return mapPage(await this.stories.list(scope, id, StoriesQuery.toFilter(query)), StorySummary.of);
  }
}
