import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Paged, PageQuery } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { WorkflowPath } from '../run.dto';
import { Decide, DecisionView } from './decision.dto';
import { DecisionsService } from './decisions.service';

@Routes('workflows/:id/decisions', 'Workflows')
export class DecisionsController {
  constructor(private readonly decisions: DecisionsService) {}

  /**
   * Answer a question of a run
   * @remarks `next` lists the open questions with what may be answered. An answer stays, unless a rework goes back behind it.
   */
  @Post()
  @Refuses(409, 'The question is not open now, or the run is not ACTIVE; `allowed` lists the open questions.')
  @Refuses(422, 'The value is none of the options; `allowed` lists them.')
  async decide(@InScope() scope: Scope, @Param() { id }: WorkflowPath, @Body() answer: Decide): Promise<DecisionView> {
    return DecisionView.of(await this.decisions.decide(scope, id, answer));
  }

  /** List the answers that were given in a run, oldest first */
  @Get()
  @Paged(DecisionView)
  async list(
    @InScope() scope: Scope,
    @Param() { id }: WorkflowPath,
    @Query() query: PageQuery,
  ): Promise<Page<DecisionView>> {
    return mapPage(await this.decisions.list(scope, id, query), DecisionView.of);
  }
}
