import { Body, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { CountView } from './count.dto';
import { MemoriesService } from './memories.service';
import { MemoryView } from './memory.dto';
import { MemoryLists } from './memory-lists.service';
import { ChangeMemory, MemoriesQuery, MemoryPath, SeenBy, TagsQuery } from './memory-query.dto';
import { MemoryRows } from './memory-rows.service';

const AMBIGUOUS = 'Several packs have an agent of this id: `suggestions` names them.';

@Routes('memory', 'Memory')
export class MemoryController {
  constructor(
    private readonly memories: MemoriesService,
    private readonly lists: MemoryLists,
    private readonly rows: MemoryRows,
  ) {}

  /** List the memories that the caller may see, oldest first */
  @Get()
  @Paged(MemoryView)
  @Refuses(409, AMBIGUOUS)
  async list(@InScope() scope: Scope, @Query() query: MemoriesQuery): Promise<Page<MemoryView>> {
    const viewer = await this.rows.viewer(scope, query.agent_id);
    return mapPage(await this.lists.list(scope, viewer, MemoriesQuery.toFilter(query), query), MemoryView.of);
  }

  /** How many ACTIVE memories there are of each category */
  @Get('categories')
  @Refuses(409, AMBIGUOUS)
  async categories(@InScope() scope: Scope, @Query() { agent_id }: SeenBy): Promise<CountView[]> {
    return this.lists.categories(scope, await this.rows.viewer(scope, agent_id));
  }

  /** How many ACTIVE memories have each tag, the most frequent first */
  @Get('tags')
  @Refuses(409, AMBIGUOUS)
  async tags(@InScope() scope: Scope, @Query() { agent_id, limit = 50 }: TagsQuery): Promise<CountView[]> {
    return this.lists.tags(scope, await this.rows.viewer(scope, agent_id), limit);
  }

  /** Get one memory */
  @Get(':id')
  @Refuses(409, AMBIGUOUS)
  async get(@InScope() scope: Scope, @Param() { id }: MemoryPath, @Query() { agent_id }: SeenBy): Promise<MemoryView> {
    return MemoryView.of(await this.rows.get(scope, id, await this.rows.viewer(scope, agent_id)));
  }

  /**
   * Change a memory
   * @remarks What it said is kept as a revision; it is found by its new words at once. Its visibility and session stay.
   */
  @Patch(':id')
  @Refuses(409, AMBIGUOUS)
  @Refuses(422, 'The change holds what looks like a key, token or password: `errors` says where.')
  async change(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() { agent_id }: SeenBy,
    @Body() change: ChangeMemory,
  ): Promise<MemoryView> {
    const viewer = await this.rows.viewer(scope, agent_id);
    return MemoryView.of(await this.memories.change(scope, id, viewer, ChangeMemory.toChange(change)));
  }

  /**
   * Delete a memory
   * @remarks Really, with its words, revisions, links and uses; only the log keeps that it was. The answer is what it was.
   */
  @Delete(':id')
  @Refuses(409, AMBIGUOUS)
  async remove(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() { agent_id }: SeenBy,
  ): Promise<MemoryView> {
    return MemoryView.of(await this.memories.remove(scope, id, await this.rows.viewer(scope, agent_id)));
  }
}
