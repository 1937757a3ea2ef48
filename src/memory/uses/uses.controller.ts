import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Paged } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { MemoryPath, SeenPage } from '../memory-query.dto';
import { MemoryRows } from '../memory-rows.service';
import { Calibrations, SAMPLES } from './calibrations.service';
import { FeedbackService } from './feedback.service';
import { Usage } from './usage.service';
import {
  AgentUsageView,
  CalibrationView,
  DaysQuery,
  GiveFeedback,
  IntegrationView,
  JudgedView,
  UsageQuery,
  UsedView,
} from './uses.dto';

const AMBIGUOUS = 'Several packs have an agent of this id: `suggestions` names them.';

@Routes('memory', 'Memory')
export class UsesController {
  constructor(
    private readonly feedbacks: FeedbackService,
    private readonly usages: Usage,
    private readonly calibrations: Calibrations,
    private readonly rows: MemoryRows,
  ) {}

  /**
   * Say whether a memory helped
   * @remarks What helped is ranked higher and with more confidence from then on. Said again of the same use, the last word counts.
   */
  @Post(':id/feedback')
  @HttpCode(200)
  @Refuses(409, AMBIGUOUS)
  @Refuses(422, 'The note holds what looks like a key, token or password: `errors` says where.')
  async feedback(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Body() { agent_id, helped, note, integration_id, session_id }: GiveFeedback,
  ): Promise<JudgedView> {
    const viewer = await this.rows.viewer(scope, agent_id);
    const feedback = { helped, note, integrationId: integration_id, sessionId: session_id };
    return JudgedView.ofJudged(await this.feedbacks.judge(scope, id, viewer, feedback));
  }

  /** Every use of a memory, oldest first */
  @Get(':id/uses')
  @Paged(IntegrationView)
  @Refuses(409, AMBIGUOUS)
  async uses(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() query: SeenPage,
  ): Promise<Page<IntegrationView>> {
    const { memory } = await this.rows.get(scope, id, await this.rows.viewer(scope, query.agent_id));
    return mapPage(await this.usages.about(scope, memory.id, query), IntegrationView.of);
  }

  /** Which memories are used most, never, or no more */
  @Get('usage')
  @Refuses(409, AMBIGUOUS)
  async usage(@InScope() scope: Scope, @Query() query: UsageQuery): Promise<UsedView[]> {
    const { agent_id, pattern = 'MOST_USED', days = 30, limit = 50 } = query;
    const viewer = await this.rows.viewer(scope, agent_id);
    return (await this.usages.memories(scope, viewer, pattern, { days, limit })).map(UsedView.ofUsed);
  }

  /** Which agents use memories, the busiest first */
  @Get('usage/agents')
  async agents(@InScope() scope: Scope, @Query() { days = 30 }: DaysQuery): Promise<AgentUsageView[]> {
    return (await this.usages.agents(scope, days)).map(AgentUsageView.of);
  }

  /**
   * Fit the confidences to what was said to have helped
   * @remarks Moves all confidences of the project by one amount, once enough uses have been judged since the last fit.
   * Before that it only says how well they fit.
   */
  @Post('calibrate')
  @HttpCode(200)
  async calibrate(@InScope() scope: Scope): Promise<CalibrationView> {
    return CalibrationView.of(await this.calibrations.calibrate(scope), SAMPLES);
  }
}
