import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiExtraModels } from '@nestjs/swagger';
import { Paged } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { EventView, HistoryQuery } from '../../events/event.dto';
import { Events } from '../../events/events.service';
import { AcceptHandoff, CompleteHandoff, RejectHandoff } from './handoff-answer.dto';
import { HandoffMoves } from './handoff-moves.service';
import { HandoffReader } from './handoff-reader.service';
import { ArtifactName, OfferHandoff } from './handoff.dto';
import { answerExamples, offerExamples } from './handoff.examples';
import { HandoffDetailView, HandoffView } from './handoff.view';
import { HandoffPath, HandoffsQuery } from './handoffs-query.dto';
import { HandoffsService } from './handoffs.service';
import { OutcomesService } from './outcomes.service';

const STATE = 'Its state does not allow it: `allowed` says what it may become.';
const STRANGER = 'It is for another agent than `agent_id`.';

@Routes('collaboration/handoffs', 'Collaboration')
@ApiExtraModels(ArtifactName)
export class HandoffsController {
  constructor(
    private readonly handoffs: HandoffsService,
    private readonly reader: HandoffReader,
    private readonly moves: HandoffMoves,
    private readonly outcomes: OutcomesService,
    private readonly events: Events,
  ) {}

  /**
   * Offer work to another agent
   * @remarks Its completeness is judged at once: `missing` says what else the receiver would need. An offer is not changed;
   * offer again what is better.
   */
  @Post()
  @ApiBody({ type: OfferHandoff, examples: offerExamples })
  @Refuses(409, 'The receiver is retired, or several packs have an agent of this id: `suggestions` names them.')
  async offer(@InScope() scope: Scope, @Body() input: OfferHandoff): Promise<HandoffView> {
    const { id } = await this.handoffs.offer(scope, OfferHandoff.toNew(input));
    return HandoffView.of(await this.reader.find(scope, id));
  }

  /** List the handoffs, oldest first */
  @Get()
  @Paged(HandoffView)
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  async list(@InScope() scope: Scope, @Query() query: HandoffsQuery): Promise<Page<HandoffView>> {
    return mapPage(await this.reader.list(scope, HandoffsQuery.toFilter(query), query), HandoffView.of);
  }

  /** Get one handoff and what came of the work that followed */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: HandoffPath): Promise<HandoffDetailView> {
    const handoff = await this.reader.find(scope, id);
    const [outcome] = await this.outcomes.of(scope, [handoff]);
    return HandoffDetailView.measured(handoff, outcome);
  }

  /**
   * Take the work over
   * @remarks Its task becomes one of the receiver. A lease of the giver on it ends at once; a task that is over stays as it is.
   */
  @Post(':id/accept')
  @HttpCode(200)
  @ApiBody({ type: AcceptHandoff, examples: answerExamples.accept })
  @Refuses(409, `${STATE} Or somebody else works on its task, or the task's story is over.`)
  @Refuses(422, STRANGER)
  async accept(
    @InScope() scope: Scope,
    @Param() { id }: HandoffPath,
    @Body() input: AcceptHandoff,
  ): Promise<HandoffView> {
    return HandoffView.of(await this.moves.accept(scope, id, AcceptHandoff.toReceiver(input)));
  }

  /** Leave the work with the giver */
  @Post(':id/reject')
  @HttpCode(200)
  @ApiBody({ type: RejectHandoff, examples: answerExamples.reject })
  @Refuses(409, STATE)
  @Refuses(422, STRANGER)
  async reject(
    @InScope() scope: Scope,
    @Param() { id }: HandoffPath,
    @Body() input: RejectHandoff,
  ): Promise<HandoffView> {
    return HandoffView.of(await this.moves.reject(scope, id, AcceptHandoff.toReceiver(input), input.reason));
  }

  /** Say, once the work is done, how good the handoff was */
  @Post(':id/complete')
  @HttpCode(200)
  @ApiBody({ type: CompleteHandoff, examples: answerExamples.complete })
  @Refuses(409, STATE)
  @Refuses(422, STRANGER)
  async complete(
    @InScope() scope: Scope,
    @Param() { id }: HandoffPath,
    @Body() input: CompleteHandoff,
  ): Promise<HandoffView> {
    const completion = CompleteHandoff.toCompletion(input);
    return HandoffView.of(await this.moves.complete(scope, id, AcceptHandoff.toReceiver(input), completion));
  }

  /** What happened to a handoff, oldest first */
  @Get(':id/activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: HandoffPath,
    @Query() { after, limit }: HistoryQuery,
  ): Promise<Page<EventView>> {
    const handoff = await this.reader.find(scope, id);
    return mapPage(await this.events.about(scope, handoff.id, after, limit), EventView.of);
  }
}
