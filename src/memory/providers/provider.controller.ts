import { Get, Param, Query } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { MemoryView } from '../memory.dto';
import { MemoryPath } from '../memory-query.dto';
import { MemoryRows } from '../memory-rows.service';
import { MemoryProvider } from './provider';
import { ProviderView, RelatedQuery } from './provider.dto';
import { Related } from './related.service';

@Routes('memory', 'Memory')
export class ProviderController {
  constructor(
    private readonly provider: MemoryProvider,
    private readonly related: Related,
    private readonly rows: MemoryRows,
  ) {}

  /**
   * Who else has memories of the project
   * @remarks Where an OpenMemory server is set, both sides are brought together by this.
   */
  @Get('provider')
  async get(@InScope() scope: Scope): Promise<ProviderView> {
    const unreachable = (await this.provider.sync(scope)) ?? null;
    return { name: this.provider.name, unreachable, ...(await this.provider.elsewhere(scope)) };
  }

  /**
   * What has to do with a memory
   * @remarks By what it is tied to, not by its words: ACTIVE memories that share links or tags with it, those with most in
   * common first; before them what an OpenMemory server holds to be related.
   */
  @Get(':id/related')
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  async relatedTo(
    @InScope() scope: Scope,
    @Param() { id }: MemoryPath,
    @Query() { agent_id, limit = 10 }: RelatedQuery,
  ): Promise<MemoryView[]> {
    const viewer = await this.rows.viewer(scope, agent_id);
    return (await this.related.to(scope, id, viewer, limit)).map(MemoryView.of);
  }
}
