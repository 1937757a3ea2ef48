import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { EventView, HistoryQuery } from '../events/event.dto';
import { RecommendationEvaluation } from './evaluation.service';
import {
  AcceptRecommendation,
  DismissRecommendation,
  LookedView,
  RecommendationPath,
  RecommendationsQuery,
  RecommendationView,
} from './recommendation.dto';
import { RecommendationsService } from './recommendations.service';

@Routes('analytics/recommendations', 'Recommendations')
export class RecommendationsController {
  constructor(
    private readonly recommendations: RecommendationsService,
    private readonly evaluation: RecommendationEvaluation,
  ) {}

  /**
   * List what there is to change, oldest first
   * @remarks The server looks every quarter of an hour. What is found again is the same recommendation with new figures; at
   * most one about the same thing is OPEN or ACCEPTED.
   */
  @Get()
  @Paged(RecommendationView)
  async list(@InScope() scope: Scope, @Query() query: RecommendationsQuery): Promise<Page<RecommendationView>> {
    const filter = RecommendationsQuery.toFilter(query);
    return mapPage(await this.recommendations.list(scope, filter, query), RecommendationView.of);
  }

  /**
   * Look now
   * @remarks Recommendations that are open and no longer so are OVER, and it is measured whether those have helped that were
   * accepted long enough ago.
   */
  @Post('refresh')
  @HttpCode(200)
  refresh(@InScope() scope: Scope): Promise<LookedView> {
    return this.evaluation.refresh(scope);
  }

  /** Get one recommendation */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: RecommendationPath): Promise<RecommendationView> {
    return RecommendationView.of(await this.recommendations.find(scope, id));
  }

  /**
   * Say that it will be done
   * @remarks At `verify_at` its figure is measured again: VERIFIED when it has come at least half of the way to `expected`, else
   * REFUTED; INCONCLUSIVE when there are still too few rows after three times that time.
   */
  @Post(':id/accept')
  @HttpCode(200)
  @Refuses(409, 'It is not OPEN; `allowed` lists the states it may move to.')
  async accept(
    @InScope() scope: Scope,
    @Param() { id }: RecommendationPath,
    @Body() { reason }: AcceptRecommendation,
  ): Promise<RecommendationView> {
    return RecommendationView.of(await this.recommendations.accept(scope, id, reason));
  }

  /**
   * Say that it will not be done
   * @remarks The same is not recommended again for four weeks.
   */
  @Post(':id/dismiss')
  @HttpCode(200)
  @Refuses(409, 'It is neither OPEN nor ACCEPTED; `allowed` lists the states it may move to.')
  async dismiss(
    @InScope() scope: Scope,
    @Param() { id }: RecommendationPath,
    @Body() { reason }: DismissRecommendation,
  ): Promise<RecommendationView> {
    return RecommendationView.of(await this.recommendations.dismiss(scope, id, reason));
  }

  /** What happened to a recommendation, oldest first */
  @Get(':id/activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: RecommendationPath,
    @Query() query: HistoryQuery,
  ): Promise<Page<EventView>> {
    return mapPage(await this.recommendations.history(scope, id, query), EventView.of);
  }
}
