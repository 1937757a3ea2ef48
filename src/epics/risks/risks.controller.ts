import { Body, Param, Patch, Post } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { EpicPath, RiskPath } from '../epic.dto';
import { EpicView } from '../epic.view';
import { ChangeRisk, CreateRisk } from './risk.dto';
import { RisksService } from './risks.service';

@Routes('epics/:id/risks', 'Epics')
export class RisksController {
  constructor(private readonly risks: RisksService) {}

  /** Add a risk to an epic */
  @Post()
  @Refuses(409, 'The epic is over; reopen it first.')
  async add(@InScope() scope: Scope, @Param() { id }: EpicPath, @Body() input: CreateRisk): Promise<EpicView> {
    return EpicView.of(await this.risks.add(scope, id, { ...input }));
  }

  /** Change a risk: how likely and grave it is, who watches it, what has become of it */
  @Patch(':risk_id')
  @Refuses(409, 'The epic is over; reopen it first.')
  async change(
    @InScope() scope: Scope,
    @Param() { id, risk_id }: RiskPath,
    @Body() input: ChangeRisk,
  ): Promise<EpicView> {
    const given = Object.entries(input).filter(([, value]) => value !== undefined);
    return EpicView.of(await this.risks.change(scope, id, risk_id, Object.fromEntries(given)));
  }
}
