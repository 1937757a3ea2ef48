import { Body, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiExtraModels } from '@nestjs/swagger';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { EventView, HistoryQuery } from '../events/event.dto';
import { StoriesQuery } from './stories-query.dto';
import { StoriesService } from './stories.service';
import { StoryReader } from './story-reader.service';
import { CriterionText, UserStoryText } from './story-text.dto';
import { StoryPath } from './story-path.dto';
import { ChangeStory, CreateStory } from './story.dto';
import { changeExamples, storyExamples } from './story.examples';
import { StorySummary, StoryView } from './story.view';

@Routes('stories', 'Stories')
@ApiExtraModels(UserStoryText, CriterionText)
export class StoriesController {
  constructor(
    private readonly stories: StoriesService,
    private readonly reader: StoryReader,
  ) {}

  /** Create a story, in state DRAFT */
  @Post()
  @ApiBody({ type: CreateStory, examples: storyExamples })
  @Refuses(409, 'The `story_id` is taken, or the epic is over.')
  async create(@InScope() scope: Scope, @Body() input: CreateStory): Promise<StoryView> {
    return StoryView.of(await this.stories.create(scope, CreateStory.toNew(input)));
  }

  /** List the stories with what their tasks add up to, oldest first */
  @Get()
  @Paged(StorySummary)
  async list(@InScope() scope: Scope, @Query() query: StoriesQuery): Promise<Page<StorySummary>> {
    return mapPage(await this.stories.list(scope, StoriesQuery.toFilter(query)), StorySummary.of);
  }

  /** Get one story */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: StoryPath): Promise<StoryView> {
    return StoryView.of(await this.reader.read(scope, id));
  }

  /**
   * Change what a story says, or add to its files and change log
   * @remarks Every change makes its quality gate stale.
   */
  @Patch(':id')
  @ApiBody({ type: ChangeStory, examples: changeExamples })
  @Refuses(409, 'The story, or the epic that it would join, is over; reopen it first.')
  async change(@InScope() scope: Scope, @Param() { id }: StoryPath, @Body() input: ChangeStory): Promise<StoryView> {
    return StoryView.of(await this.stories.change(scope, id, ChangeStory.toChanges(input)));
  }

  /** What happened to a story, its criteria, dependencies and gates, oldest first */
  @Get(':id/activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: StoryPath,
    @Query() query: HistoryQuery,
  ): Promise<Page<EventView>> {
    return mapPage(await this.stories.history(scope, id, query), EventView.of);
  }
}
