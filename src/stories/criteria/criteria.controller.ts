import { Body, Delete, Param, Patch, Post } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { StoryPath } from '../story-path.dto';
import { StoryView } from '../story.view';
import { CriteriaService } from './criteria.service';
import { AddCriterion, ChangeCriterion, CriterionPath } from './criterion.dto';

@Routes('stories/:id/criteria', 'Stories')
export class CriteriaController {
  constructor(private readonly criteria: CriteriaService) {}

  /** Add an acceptance criterion, or an item of the definition of done */
  @Post()
  @Refuses(409, 'The story is over; reopen it first.')
  async add(
    @InScope() scope: Scope,
    @Param() { id }: StoryPath,
    @Body() { kind = 'ACCEPTANCE', text }: AddCriterion,
  ): Promise<StoryView> {
    return StoryView.of(await this.criteria.add(scope, id, kind, text));
  }

  /**
   * Say that a criterion is met, or that it is not; or change its words
   * @remarks Every change makes the story's quality gate stale.
   */
  @Patch(':criterion_id')
  @Refuses(409, 'The story is over; reopen it first.')
  async change(
    @InScope() scope: Scope,
    @Param() { id, criterion_id }: CriterionPath,
    @Body() { text, met, evidence }: ChangeCriterion,
  ): Promise<StoryView> {
    return StoryView.of(await this.criteria.change(scope, id, criterion_id, { text, met, evidence }));
  }

  /**
   * Remove a criterion
   * @remarks Its number is not given out again. The answer is the story without it.
   */
  @Delete(':criterion_id')
  @Refuses(409, 'The story is over; reopen it first.')
  async remove(@InScope() scope: Scope, @Param() { id, criterion_id }: CriterionPath): Promise<StoryView> {
    return StoryView.of(await this.criteria.remove(scope, id, criterion_id));
  }
}
