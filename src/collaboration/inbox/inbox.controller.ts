import { Get, Param, Query } from '@nestjs/common';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { NamesAgent } from '../../agents/names-agent';
import type { Scope } from '../../database/scope';
import { InboxQuery, InboxView } from './inbox.dto';
import { InboxService } from './inbox.service';

@Routes('agents/:agent_id/inbox', 'Collaboration')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  /**
   * See what waits for an agent
   * @remarks Handoffs to answer, reviews and consultations that go on, tasks of its own that it may claim: few words of each,
   * and how many there are. What is for no agent in particular is in `GET /tasks/ready`.
   */
  @Get()
  @NamesAgent()
  async read(
    @InScope() scope: Scope,
    @Param('agent_id') agentId: string,
    @Query() { limit = 10 }: InboxQuery,
  ): Promise<InboxView> {
    return InboxView.of(await this.inbox.of(scope, agentId, limit));
  }
}
