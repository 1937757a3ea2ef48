import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Paged, PageQuery } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { StoryPath } from '../story-path.dto';
import { GateAdviceQuery, GateAdviceView } from './gate-advice.dto';
import { GateAdvices } from './gate-advice.service';
import { CreateGate, GatePath } from './gate.dto';
import { gateExamples } from './gate.examples';
import { GateView } from './gate.view';
import { GatesService } from './gates.service';

@Routes('stories/:id/gates', 'Stories')
export class GatesController {
  constructor(
    private readonly gates: GatesService,
    private readonly advices: GateAdvices,
  ) {}

  /**
   * Judge a story as it is now
   * @remarks The verdict holds until the story, a criterion or a task of it changes. The newest one counts.
   */
  @Post()
  @ApiBody({ type: CreateGate, examples: gateExamples })
  @Refuses(409, 'The story is over, or has changed since the `revision` that was looked at.')
  @Refuses(422, 'A waiver is missing, expires in the past, or does not belong to this verdict.')
  async create(@InScope() scope: Scope, @Param() { id }: StoryPath, @Body() input: CreateGate): Promise<GateView> {
    return GateView.of(await this.gates.create(scope, id, CreateGate.toNew(input)));
  }

  /** List the verdicts on a story, oldest first */
  @Get()
  @Paged(GateView)
  async list(@InScope() scope: Scope, @Param() { id }: StoryPath, @Query() query: PageQuery): Promise<Page<GateView>> {
    return mapPage(await this.gates.list(scope, id, query), GateView.of);
  }

  /**
   * What to look at before a story is judged
   * @remarks What verdicts on similar stories found, on this one too. Each memory of the answer is recorded as used.
   */
  @Get('advice')
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  async advice(
    @InScope() scope: Scope,
    @Param() { id }: StoryPath,
    @Query() { agent_id, limit = 5 }: GateAdviceQuery,
  ): Promise<GateAdviceView> {
    return GateAdviceView.of(await this.advices.about(scope, id, agent_id, limit));
  }

  /** Get one verdict */
  @Get(':gate_id')
  async get(@InScope() scope: Scope, @Param() { id, gate_id }: GatePath): Promise<GateView> {
    return GateView.of(await this.gates.get(scope, id, gate_id));
  }
}
