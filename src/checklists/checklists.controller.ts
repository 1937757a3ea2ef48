import { Body, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { EventView, HistoryQuery } from '../events/event.dto';
import { ChecklistItemsService } from './checklist-items.service';
import { ChecklistItemView, SettleItem, SettleItems } from './checklist-item.dto';
import {
  ChecklistItemPath,
  ChecklistPath,
  ChecklistsQuery,
  ChecklistSummary,
  ChecklistView,
  CreateChecklist,
} from './checklist.dto';
import { ChecklistsService } from './checklists.service';

/** Bodies that work as they stand, for Swagger UI: optional members that name other rows are left out. */
const example = (type: new () => unknown, value: object) => ApiBody({ type, examples: { example: { value } } });

@Routes('checklists', 'Checklists')
export class ChecklistsController {
  constructor(
    private readonly checklists: ChecklistsService,
    private readonly items: ChecklistItemsService,
  ) {}

  /**
   * Make a checklist from a definition
   * @remarks It keeps to the version of the definition that is loaded now. Items whose condition is not among `conditions` are
   * NOT_APPLICABLE from the start. A checklist of a story counts as a change of the story.
   */
  @Post()
  @example(CreateChecklist, { checklist_id: 'story-dod-checklist', conditions: ['BROWNFIELD', 'UI/UX'] })
  @Refuses(409, 'The story is over, or several packs have the definition; `suggestions` lists their full names.')
  @Refuses(422, 'It is required, but for no story.')
  async create(@InScope() scope: Scope, @Body() input: CreateChecklist): Promise<ChecklistView> {
    return ChecklistView.of(await this.checklists.create(scope, CreateChecklist.toNew(input)));
  }

  /** List the checklists, oldest first */
  @Get()
  @Paged(ChecklistSummary)
  async list(@InScope() scope: Scope, @Query() query: ChecklistsQuery): Promise<Page<ChecklistSummary>> {
    return mapPage(await this.checklists.list(scope, ChecklistsQuery.toFilter(query)), ChecklistSummary.of);
  }

  /** Get a checklist with its items, section by section */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: ChecklistPath): Promise<ChecklistView> {
    return ChecklistView.of(await this.checklists.read(scope, id));
  }

  /**
   * Settle an item, or open it again
   * @remarks Author and time are kept. An item of a story's checklist counts as a change of the story.
   */
  @Patch(':id/items/:item')
  @example(SettleItem, { status: 'DONE', evidence: 'Pull request 12' })
  @Refuses(409, 'The item has changed since `version`, or the story is over.')
  @Refuses(422, 'NOT_APPLICABLE without evidence.')
  async settle(
    @InScope() scope: Scope,
    @Param() { id, item }: ChecklistItemPath,
    @Body() input: SettleItem,
  ): Promise<ChecklistItemView> {
    return ChecklistItemView.of(await this.items.settleOne(scope, id, SettleItem.toChange(input, item)));
  }

  /**
   * Settle several items at once
   * @remarks All of them or, when one is refused, none.
   */
  @Post(':id/items')
  @HttpCode(200)
  @example(SettleItems, { items: [{ position: 1, status: 'DONE', evidence: 'Pull request 12' }] })
  @Refuses(409, 'An item has changed since its `version`, or the story is over.')
  @Refuses(422, 'An item is named twice, or is NOT_APPLICABLE without evidence.')
  async settleAll(
    @InScope() scope: Scope,
    @Param() { id }: ChecklistPath,
    @Body() input: SettleItems,
  ): Promise<ChecklistView> {
    return ChecklistView.of(await this.items.settle(scope, id, SettleItems.toChanges(input)));
  }

  /** What happened to a checklist and its items, oldest first */
  @Get(':id/activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: ChecklistPath,
    @Query() query: HistoryQuery,
  ): Promise<Page<EventView>> {
    return mapPage(await this.checklists.history(scope, id, query), EventView.of);
  }
}
