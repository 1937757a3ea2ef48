import { Injectable } from '@nestjs/common';
import type { Agent } from '../../agents/agent.entity';
import { Roster } from '../../agents/roster.service';
import type { Scope } from '../../database/scope';
import { type AgentTask, AgentWork, type Waiting } from '../../tasks/agent-work.service';
import { CollaborationReader, type ShownCollaboration } from '../collaboration-reader.service';
import { HandoffReader, type OfferedHandoff } from '../handoffs/handoff-reader.service';

/** What waits for one agent. */
export interface Inbox {
  agent: Agent;
  handoffs: Waiting<OfferedHandoff>;
  collaborations: Waiting<ShownCollaboration>;
  tasks: Waiting<AgentTask>;
}

/** Gathers what waits for an agent. */
@Injectable()
export class InboxService {
  constructor(
    private readonly roster: Roster,
    private readonly handoffs: HandoffReader,
    private readonly collaborations: CollaborationReader,
    private readonly work: AgentWork,
  ) {}

  /**
   * @param limit how many of each kind
   * @throws Problem 404 with look-alikes, 409 when several packs have the agent
   */
  async of(scope: Scope, agentId: string, limit: number): Promise<Inbox> {
    const agent = await this.roster.find(scope, agentId);
    const [handoffs, collaborations, tasks] = await Promise.all([
      this.handoffs.offeredTo(scope, agent.id, limit),
      this.collaborations.openWith(scope, agent.id, limit),
      this.work.ready(scope, agent, limit),
    ]);
    return { agent, handoffs, collaborations, tasks };
  }
}
