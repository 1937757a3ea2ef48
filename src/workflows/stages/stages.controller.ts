import { Body, HttpCode, Param, Post } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { CompleteStage, OptionalStagePath, StagePath, StageReason, StageView, StartStage } from './stage.dto';
import { StagesService } from './stages.service';

@Routes('workflows/:id/stages/:stage_id', 'Workflows')
export class StagesController {
  constructor(private readonly stages: StagesService) {}

  /** Start a stage that is ready */
  @Post('start')
  @HttpCode(200)
  @Refuses(409, 'The stage is not READY, the run is not ACTIVE, or a requirement is missing: `errors` names each.')
  @Refuses(422, 'The stage is for another agent, or does not require what was acknowledged.')
  async start(
    @InScope() scope: Scope,
    @Param() { id, stage_id }: StagePath,
    @Body() { agent_id, session_id, acknowledge }: StartStage,
  ): Promise<StageView> {
    const start = { agentId: agent_id, sessionId: session_id, acknowledge };
    return StageView.of(await this.stages.start(scope, id, stage_id, start));
  }

  /**
   * Complete a stage that is in progress
   * @remarks Hand in the documents that it made: later stages require them. The run goes on, or ends, by itself.
   */
  @Post('complete')
  @HttpCode(200)
  @Refuses(409, 'The stage is not ACTIVE, or the run is not.')
  async complete(
    @InScope() scope: Scope,
    @Param() { id, stage_id }: StagePath,
    @Body() { artifacts, outputs, quality_score, notes }: CompleteStage,
  ): Promise<StageView> {
    const completion = { artifacts, outputs, qualityScore: quality_score, notes };
    return StageView.of(await this.stages.complete(scope, id, stage_id, completion));
  }

  /** Skip an optional stage */
  @Post('skip')
  @HttpCode(200)
  @Refuses(409, 'The stage is not optional, is in progress or settled, or the run is not ACTIVE.')
  async skip(
    @InScope() scope: Scope,
    @Param() { id, stage_id }: OptionalStagePath,
    @Body() { reason }: StageReason,
  ): Promise<StageView> {
    return StageView.of(await this.stages.skip(scope, id, stage_id, reason));
  }

  /** Say that a stage in progress has failed */
  @Post('fail')
  @HttpCode(200)
  @Refuses(409, 'The stage is not ACTIVE, or the run is not.')
  async fail(
    @InScope() scope: Scope,
    @Param() { id, stage_id }: StagePath,
    @Body() { reason }: StageReason,
  ): Promise<StageView> {
    return StageView.of(await this.stages.fail(scope, id, stage_id, reason));
  }

  /** Make a failed stage ready again */
  @Post('retry')
  @HttpCode(200)
  @Refuses(409, 'The stage has not failed, or the run is not ACTIVE.')
  async retry(@InScope() scope: Scope, @Param() { id, stage_id }: StagePath): Promise<StageView> {
    return StageView.of(await this.stages.retry(scope, id, stage_id));
  }
}
