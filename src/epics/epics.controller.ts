import { Body, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { EventView, HistoryQuery } from '../events/event.dto';
import { EpicMoves } from './epic-moves.service';
import { EpicReader } from './epic-reader.service';
import { ChangeEpic, CreateEpic, EpicPath, EpicReason, EpicsQuery } from './epic.dto';
import { epicExamples } from './epic.examples';
import { EpicSummary, EpicView } from './epic.view';
import { EpicsService } from './epics.service';

@Routes('epics', 'Epics')
export class EpicsController {
  constructor(
    private readonly epics: EpicsService,
    private readonly reader: EpicReader,
    private readonly moves: EpicMoves,
  ) {}

  /** Create an epic, in state DRAFT */
  @Post()
  @ApiBody({ type: CreateEpic, examples: epicExamples })
  @Refuses(409, 'The `epic_id` is taken.')
  @Refuses(422, 'The target date is before the start date.')
  async create(@InScope() scope: Scope, @Body() input: CreateEpic): Promise<EpicView> {
    return EpicView.of(await this.epics.create(scope, CreateEpic.toNew(input)));
  }

  /** List the epics with what their stories add up to, oldest first */
  @Get()
  @Paged(EpicSummary)
  async list(@InScope() scope: Scope, @Query() query: EpicsQuery): Promise<Page<EpicSummary>> {
    return mapPage(await this.epics.list(scope, query), EpicSummary.of);
  }

  /** Get one epic */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: EpicPath): Promise<EpicView> {
    return EpicView.of(await this.reader.read(scope, id));
  }

  /** Change what an epic says */
  @Patch(':id')
  @Refuses(409, 'The epic is over; reopen it first.')
  @Refuses(422, 'The target date would be before the start date.')
  async change(@InScope() scope: Scope, @Param() { id }: EpicPath, @Body() input: ChangeEpic): Promise<EpicView> {
    return EpicView.of(await this.epics.change(scope, id, ChangeEpic.toText(input)));
  }

  /** What happened to an epic, oldest first */
  @Get(':id/activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: EpicPath,
    @Query() query: HistoryQuery,
  ): Promise<Page<EventView>> {
    return mapPage(await this.epics.history(scope, id, query), EventView.of);
  }

  /** Begin an epic */
  @Post(':id/activate')
  @HttpCode(200)
  @Refuses(409, 'The epic is not DRAFT; `allowed` lists the states it may move to.')
  async activate(@InScope() scope: Scope, @Param() { id }: EpicPath): Promise<EpicView> {
    return EpicView.of(await this.moves.make(scope, id, 'activate'));
  }

  /**
   * Finish an epic
   * @remarks Once each of its stories is DONE or CANCELLED, and each task of it that is of no story COMPLETED or CANCELLED.
   */
  @Post(':id/done')
  @HttpCode(200)
  @Refuses(409, 'The epic is not ACTIVE, or a story or a task of its own is still open; `errors` names each.')
  async done(@InScope() scope: Scope, @Param() { id }: EpicPath): Promise<EpicView> {
    return EpicView.of(await this.moves.make(scope, id, 'done'));
  }

  /**
   * Cancel an epic
   * @remarks Nothing can be added to it any more. Its stories and tasks stay as they are; cancel them, or move the stories to another epic.
   */
  @Post(':id/cancel')
  @HttpCode(200)
  @Refuses(409, 'The epic is over.')
  async cancel(@InScope() scope: Scope, @Param() { id }: EpicPath, @Body() { reason }: EpicReason): Promise<EpicView> {
    return EpicView.of(await this.moves.make(scope, id, 'cancel', reason));
  }

  /**
   * Reopen an epic
   * @remarks One that was DONE becomes ACTIVE, one that was CANCELLED becomes DRAFT.
   */
  @Post(':id/reopen')
  @HttpCode(200)
  @Refuses(409, 'The epic is not over.')
  async reopen(@InScope() scope: Scope, @Param() { id }: EpicPath, @Body() { reason }: EpicReason): Promise<EpicView> {
    return EpicView.of(await this.moves.make(scope, id, 'reopen', reason));
  }
}
