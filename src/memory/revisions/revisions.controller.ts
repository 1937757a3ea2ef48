import { Get, Param, Query } from '@nestjs/common';
import { Paged } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { EventView, HistoryQuery } from '../../events/event.dto';
import { Events } from '../../events/events.service';
import { MemoryPath, SeenPage } from '../memory-query.dto';
import { MemoryRows } from '../memory-rows.service';
import { RevisionView } from './revision.dto';
import { Revisions } from './revisions.service';

@Routes('memory/:id', 'Memory')
export class RevisionsController {
  constructor(
    private readonly rows: MemoryRows,
    private readonly kept: Revisions,
    private readonly events: Events,
  ) {}

  /** What a memory said before each change, oldest first */
  @Get('revisions')
  @Paged(RevisionView)
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  async revisions(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() query: SeenPage,
  ): Promise<Page<RevisionView>> {
    const { memory } = await this.rows.get(scope, id, await this.rows.viewer(scope, query.agent_id));
    return mapPage(await this.kept.about(scope, memory.id, query), RevisionView.of);
  }

  /** What happened to a memory of the whole project, oldest first */
  @Get('activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() { after, limit }: HistoryQuery,
  ): Promise<Page<EventView>> {
    const { memory } = await this.rows.get(scope, id, undefined);
    return mapPage(await this.events.about(scope, memory.id, after, limit), EventView.of);
  }
}
