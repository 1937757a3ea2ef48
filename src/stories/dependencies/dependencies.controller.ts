import { Body, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Paged, PageQuery } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { StoryPath } from '../story-path.dto';
import { StoryView } from '../story.view';
import { DependenciesService } from './dependencies.service';
import { AddStoryDependency, StoryDependencyPath, StoryDependencyView } from './dependency.dto';

@Routes('stories/:id/dependencies', 'Stories')
export class DependenciesController {
  constructor(private readonly dependencies: DependenciesService) {}

  /** Let a story wait for another */
  @Post()
  @Refuses(409, 'The story is over, or the dependency would close a cycle; `detail` names it.')
  async add(
    @InScope() scope: Scope,
    @Param() { id }: StoryPath,
    @Body() { depends_on }: AddStoryDependency,
  ): Promise<StoryView> {
    return StoryView.of(await this.dependencies.add(scope, id, depends_on));
  }

  /** List the stories that have to be done before this one, oldest first */
  @Get()
  @Paged(StoryDependencyView)
  async list(
    @InScope() scope: Scope,
    @Param() { id }: StoryPath,
    @Query() query: PageQuery,
  ): Promise<Page<StoryDependencyView>> {
    return mapPage(await this.dependencies.list(scope, id, query), StoryDependencyView.of);
  }

  /** Let a story wait for another no longer */
  @Delete(':depends_on')
  @Refuses(409, 'The story is over; reopen it first.')
  async remove(@InScope() scope: Scope, @Param() { id, depends_on }: StoryDependencyPath): Promise<StoryView> {
    return StoryView.of(await this.dependencies.remove(scope, id, depends_on));
  }
}
