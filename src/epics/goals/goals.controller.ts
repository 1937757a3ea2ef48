import { Body, Param, Patch, Post } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { EpicPath, KeyResultPath } from '../epic.dto';
import { keyResultExamples } from '../epic.examples';
import { EpicView } from '../epic.view';
import { AddKeyResult, ChangeKeyResult, CreateObjective } from './goal.dto';
import { GoalsService } from './goals.service';

@Routes('epics/:id', 'Epics')
export class GoalsController {
  constructor(private readonly goals: GoalsService) {}

  /** Add an objective to an epic, with its key results */
  @Post('objectives')
  @Refuses(409, 'The epic is over; reopen it first.')
  async addObjective(
    @InScope() scope: Scope,
    @Param() { id }: EpicPath,
    @Body() input: CreateObjective,
  ): Promise<EpicView> {
    return EpicView.of(await this.goals.addObjective(scope, id, CreateObjective.toNew(input)));
  }

  /** Add a key result to an objective of an epic */
  @Post('key-results')
  @ApiBody({ type: AddKeyResult, examples: keyResultExamples })
  @Refuses(409, 'The epic is over, or its objective has a key result of that name.')
  @Refuses(422, 'The epic has no such objective.')
  async addKeyResult(
    @InScope() scope: Scope,
    @Param() { id }: EpicPath,
    @Body() input: AddKeyResult,
  ): Promise<EpicView> {
    return EpicView.of(await this.goals.addKeyResult(scope, id, input.objective, AddKeyResult.toNew(input)));
  }

  /**
   * Measure a key result, or change its target
   * @remarks It may be measured after the epic is over, too; its target may not change then.
   */
  @Patch('key-results/:key_result_id')
  @Refuses(409, 'The epic is over, and the target may not change any more.')
  async changeKeyResult(
    @InScope() scope: Scope,
    @Param() { id, key_result_id }: KeyResultPath,
    @Body() { current, target, unit }: ChangeKeyResult,
  ): Promise<EpicView> {
    const change = Object.entries({ current, target, unit }).filter(([, value]) => value !== undefined);
    return EpicView.of(await this.goals.changeKeyResult(scope, id, key_result_id, Object.fromEntries(change)));
  }
}
