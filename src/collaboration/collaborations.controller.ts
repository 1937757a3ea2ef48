import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { EventView, HistoryQuery } from '../events/event.dto';
import { Events } from '../events/events.service';
import { CollaborationPath, CollaborationsQuery, EndCollaboration, StartCollaboration } from './collaboration.dto';
import { collaborationExamples } from './collaboration.examples';
import { CollaborationReader } from './collaboration-reader.service';
import { CollaborationView } from './collaboration.view';
import { CollaborationsService } from './collaborations.service';

const NAMES = 'Several packs have an agent of this id: `suggestions` names them.';

@Routes('collaboration', 'Collaboration')
export class CollaborationsController {
  constructor(
    private readonly collaborations: CollaborationsService,
    private readonly reader: CollaborationReader,
    private readonly events: Events,
  ) {}

  /** Begin a review, a consultation, or work side by side */
  @Post()
  @ApiBody({ type: StartCollaboration, examples: collaborationExamples })
  @Refuses(409, `An agent is retired. ${NAMES}`)
  @Refuses(422, 'An agent is named twice.')
  async start(@InScope() scope: Scope, @Body() input: StartCollaboration): Promise<CollaborationView> {
    return CollaborationView.of(await this.collaborations.start(scope, StartCollaboration.toNew(input)));
  }

  /** List the collaborations of every type, oldest first */
  @Get()
  @Paged(CollaborationView)
  @Refuses(409, NAMES)
  async list(@InScope() scope: Scope, @Query() query: CollaborationsQuery): Promise<Page<CollaborationView>> {
    return mapPage(await this.reader.list(scope, CollaborationsQuery.toFilter(query), query), CollaborationView.of);
  }

  /** Get one collaboration */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: CollaborationPath): Promise<CollaborationView> {
    return CollaborationView.of(await this.reader.find(scope, id));
  }

  /** End a collaboration and say how it went */
  @Post(':id/end')
  @HttpCode(200)
  @Refuses(409, 'It has ended already, or is a handoff: that is rejected or completed.')
  async end(
    @InScope() scope: Scope,
    @Param() { id }: CollaborationPath,
    @Body() input: EndCollaboration,
  ): Promise<CollaborationView> {
    return CollaborationView.of(await this.collaborations.end(scope, id, EndCollaboration.toEnding(input)));
  }

  /** What happened to a collaboration, oldest first */
  @Get(':id/activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: CollaborationPath,
    @Query() { after, limit }: HistoryQuery,
  ): Promise<Page<EventView>> {
    const { collaboration } = await this.reader.find(scope, id);
    return mapPage(await this.events.about(scope, collaboration.id, after, limit), EventView.of);
  }
}
