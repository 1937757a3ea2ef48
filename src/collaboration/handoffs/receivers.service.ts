import { Injectable } from '@nestjs/common';
import { ActivitiesService } from '../../agents/activities.service';
import { Roster } from '../../agents/roster.service';
import { SessionsService } from '../../agents/sessions.service';
import type { Scope } from '../../database/scope';
import { unacceptable } from '../../problems/problem';
import type { Handoff } from './handoff-reader.service';

/** Who answers a handoff. */
export interface Receiver {
  /** Must be the agent that it is for, if it is said. */
  agentId?: string;
  sessionId?: string;
  userId?: string;
}

/** Who answers handoffs: the agent that it is for, in the log of which every answer stands. */
@Injectable()
export class ReceiversService {
  constructor(
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
    private readonly activities: ActivitiesService,
  ) {}

  /**
   * Runs `work` in a transaction as something that the receiver does, also where it is refused.
   * @throws Problem 422 when another agent answers
   */
  async record<T>(
    scope: Scope,
    handoff: Handoff,
    { agentId, sessionId, userId }: Receiver,
    type: string,
    work: () => Promise<T>,
  ): Promise<T> {
    const { toAgent: agent, collaborationId } = handoff;
    await this.refuseOther(scope, handoff, agentId);
    const session = sessionId === undefined ? undefined : await this.sessions.lookup(scope, agent, sessionId);
    const details = { handoff_id: collaborationId, session_id: sessionId };
    return this.activities.record(scope, { agent, session, type, userId, details }, work);
  }

  private async refuseOther(scope: Scope, { toAgent, collaborationId }: Handoff, agentId?: string): Promise<void> {
    const receiver = await this.roster.actorIfAny(scope, agentId);
    if (!receiver || receiver.id === toAgent.id) return;
    const allowed = [toAgent.agentId];
    throw unacceptable(
      'agent_id',
      `The handoff ${collaborationId} is for ${toAgent.agentId}, not for ${receiver.agentId}.`,
      {
        allowed,
      },
    );
  }
}
