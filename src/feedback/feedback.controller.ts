import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { FeedbackPath, FeedbackQuery, FeedbackView, JudgeWork } from './feedback.dto';
import { FeedbackService } from './feedback.service';

@Routes('feedback', 'Feedback')
export class FeedbackController {
  constructor(private readonly feedback: FeedbackService) {}

  /**
   * Say how good something was
   * @remarks The mean rating is the satisfaction among the success metrics.
   */
  @Post()
  @Refuses(422, 'A kind of thing is said and none named, or the project itself is named.')
  async give(@InScope() scope: Scope, @Body() input: JudgeWork): Promise<FeedbackView> {
    return FeedbackView.of(await this.feedback.give(scope, JudgeWork.toNew(input)));
  }

  /** List what was said, oldest first */
  @Get()
  @Paged(FeedbackView)
  async list(@InScope() scope: Scope, @Query() query: FeedbackQuery): Promise<Page<FeedbackView>> {
    return mapPage(await this.feedback.list(scope, FeedbackQuery.toFilter(query), query), FeedbackView.of);
  }

  /** Get what was said once */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: FeedbackPath): Promise<FeedbackView> {
    return FeedbackView.of(await this.feedback.find(scope, id));
  }
}
