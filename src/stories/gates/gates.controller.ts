import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Paged, PageQuery } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { StoryPath } from '../story-path.dto';
import { CreateGate, GatePath } from './gate.dto';
import { gateExamples } from './gate.examples';
import { GateView } from './gate.view';
import { AdviceQuery } from './advice.dto';
import { GateAdvice } from './gate-advice.service';
import { GatesService } from './gates.service';
import { RecallView } from '../../memory/retrieval/recall.view';

@Routes('stories/:id/gates', 'Stories')
export class GatesController {
  constructor(
    private readonly gates: GatesService,
    private readonly advice: GateAdvice,
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
   * What earlier verdicts found on stories like this one
   * @remarks Memories of the category QUALITY_INSIGHTS; each is recorded as used.
   */
  @Get('advice')
  async advise(
    @InScope() scope: Scope,
    @Param() { id }: StoryPath,
    @Query() { agent_id, limit }: AdviceQuery,
  ): Promise<RecallView> {
    const { recall, query } = await this.advice.on(scope, id, agent_id, limit);
    return RecallView.of(recall, query);
  }

  /** Get one verdict */
  @Get(':gate_id')
  async get(@InScope() scope: Scope, @Param() { id, gate_id }: GatePath): Promise<GateView> {
    return GateView.of(await this.gates.get(scope, id, gate_id));
  }
}
