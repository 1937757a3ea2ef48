import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Paged, PageQuery } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { ProgressService } from '../progress.service';
import { ForkRun, ReworkRun, WorkflowPath } from '../run.dto';
import { RunView } from '../run.view';
import { StagePath } from '../stages/stage.dto';
import { AttemptView } from './attempt.dto';
import { ForksService } from './forks.service';
import { ReworkService } from './rework.service';

@Routes('workflows/:id', 'Workflows')
export class ReworkController {
  constructor(
    private readonly reworks: ReworkService,
    private readonly forks: ForksService,
    private readonly progress: ProgressService,
  ) {}

  /**
   * Go back to an earlier stage
   * @remarks It and all that comes after it by the plan begin anew: their documents, confirmations and decisions count no more. Every attempt is kept. Another pass of a cycle begins anew only where it depends on this one. A run that has ended stays so: fork it.
   */
  @Post('rework')
  @HttpCode(200)
  @Refuses(
    409,
    'The stage is neither completed nor skipped (`allowed` lists those that are), or the run is not ACTIVE.',
  )
  async rework(
    @InScope() scope: Scope,
    @Param() { id }: WorkflowPath,
    @Body() { stage_id, reason }: ReworkRun,
  ): Promise<RunView> {
    return RunView.of(await this.reworks.rework(scope, id, stage_id, reason));
  }

  /**
   * Take another way in a new run
   * @remarks The new run begins at the stage; what lies before it is carried over with its documents and decisions. The old run, which may have ended, stays as it is.
   */
  @Post('fork')
  @Refuses(409, 'The run has not come to the stage yet; `allowed` lists those that it has reached.')
  async fork(
    @InScope() scope: Scope,
    @Param() { id }: WorkflowPath,
    @Body() { stage_id, reason, user_id, session_id }: ForkRun,
  ): Promise<RunView> {
    const fork = { stageId: stage_id, reason, userId: user_id, sessionId: session_id };
    return RunView.of(await this.forks.fork(scope, id, fork));
  }

  /** List the attempts at a stage that a retry, a rework or a taking-over has put aside, oldest first */
  @Get('stages/:stage_id/attempts')
  @Paged(AttemptView)
  async attempts(
    @InScope() scope: Scope,
    @Param() { id, stage_id }: StagePath,
    @Query() query: PageQuery,
  ): Promise<Page<AttemptView>> {
    return mapPage(await this.progress.attempts(scope, id, stage_id, query), AttemptView.of);
  }
}
