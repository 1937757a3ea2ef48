import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import type { Scope } from '../database/scope';
import { Duplicates } from './duplicates.service';
import { MemoryView } from './memory.dto';
import { MemoryMoves } from './memory-moves.service';
import { MemoryPath, MergeMemories, SeenBy, SupersedeMemory } from './memory-query.dto';
import { MemoryRows } from './memory-rows.service';
import { DuplicateView } from './store/store.dto';

@Routes('memory/:id', 'Memory')
export class MemoryMovesController {
  constructor(
    private readonly moves: MemoryMoves,
    private readonly duplicates: Duplicates,
    private readonly rows: MemoryRows,
  ) {}

  /**
   * Put a memory away
   * @remarks It is kept, and not found by searching any more.
   */
  @Post('archive')
  @HttpCode(200)
  @Refuses(409, 'It is not ACTIVE; `allowed` says what it may become. Or several packs have an agent of this id.')
  async archive(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() { agent_id }: SeenBy,
  ): Promise<MemoryView> {
    return MemoryView.of(await this.moves.archive(scope, id, await this.rows.viewer(scope, agent_id)));
  }

  /** Let an archived or superseded memory be found again */
  @Post('restore')
  @HttpCode(200)
  @Refuses(409, 'It is ACTIVE already. Or several packs have an agent of this id.')
  async restore(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() { agent_id }: SeenBy,
  ): Promise<MemoryView> {
    return MemoryView.of(await this.moves.restore(scope, id, await this.rows.viewer(scope, agent_id)));
  }

  /** Put another memory in the place of one that holds no more */
  @Post('supersede')
  @HttpCode(200)
  @Refuses(409, 'It is not ACTIVE; `allowed` says what it may become. Or several packs have an agent of this id.')
  @Refuses(422, 'A memory cannot supersede itself, and no fewer may see the other one.')
  async supersede(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() { agent_id }: SeenBy,
    @Body() { by }: SupersedeMemory,
  ): Promise<MemoryView> {
    return MemoryView.of(await this.moves.supersede(scope, id, await this.rows.viewer(scope, agent_id), by));
  }

  /**
   * Make duplicates one
   * @remarks The memory takes over their tags, entities, links and what was said of their help; they are superseded by it.
   */
  @Post('merge')
  @HttpCode(200)
  @Refuses(409, 'One of them is not ACTIVE. Or several packs have an agent of this id.')
  @Refuses(422, 'No duplicate is named, or the memory itself, or one of another scope.')
  async merge(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() { agent_id }: SeenBy,
    @Body() { duplicates }: MergeMemories,
  ): Promise<MemoryView> {
    return MemoryView.of(await this.moves.merge(scope, id, await this.rows.viewer(scope, agent_id), duplicates));
  }

  /**
   * Find the memories that say the same
   * @remarks ACTIVE ones with the same visibility and nearly the same words, the most alike first, at most 20.
   */
  @Get('duplicates')
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  async alike(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() { agent_id }: SeenBy,
  ): Promise<DuplicateView[]> {
    return this.duplicates.of(scope, id, await this.rows.viewer(scope, agent_id));
  }
}
