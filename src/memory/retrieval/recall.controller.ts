import { Body, HttpCode, Post } from '@nestjs/common';
import { Roster } from '../../agents/roster.service';
import { Needs } from '../../access/needs';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { conditionOf } from '../memory-lists.service';
import { RecallContext, RecallOptions } from './recall.dto';
import { RecallService } from './recall.service';
import { RecallView } from './recall.view';
import { SearchMemory } from './search.dto';

@Routes('memory', 'Memory')
export class RecallController {
  constructor(
    private readonly recalls: RecallService,
    private readonly roster: Roster,
  ) {}

  /**
   * Remember what helps an agent now
   * @remarks The best memories that the agent may see, each with the probability that it helps. The answer is empty when
   * nothing is good enough. Each memory of it is recorded as used.
   */
  @Post('context')
  @Needs('READ')
  @HttpCode(200)
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  async context(@InScope() scope: Scope, @Body() request: RecallContext): Promise<RecallView> {
    const { agent_id, query, explain } = request;
    const agent = await this.roster.viewer(scope, agent_id);
    const asked = { agent, operation: 'CONTEXT' as const, query, ...RecallOptions.toRequest(request) };
    return RecallView.of(await this.recalls.recall(scope, asked), query, explain);
  }

  /**
   * Search the memories
   * @remarks Like `context`, with filters. Without an agent, only what the whole project may see is found.
   */
  @Post('search')
  @Needs('READ')
  @HttpCode(200)
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  async search(@InScope() scope: Scope, @Body() request: SearchMemory): Promise<RecallView> {
    const { agent_id, query, explain } = request;
    const agent = await this.roster.viewer(scope, agent_id);
    const filter = SearchMemory.toFilter(request);
    const filtered = Object.values(filter).some((value) => value !== undefined);
    const asked = { agent, operation: 'SEARCH' as const, query, ...RecallOptions.toRequest(request) };
    const recall = await this.recalls.recall(scope, { ...asked, filter: filtered ? conditionOf(filter) : undefined });
    return RecallView.of(recall, query, explain);
  }
}
