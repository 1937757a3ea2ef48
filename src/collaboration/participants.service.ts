import { Injectable } from '@nestjs/common';
import { ActivitiesService, type Activity } from '../agents/activities.service';
import type { Agent } from '../agents/agent.entity';
import { retired, Roster } from '../agents/roster.service';
import type { Scope } from '../database/scope';
import { unacceptable } from '../problems/problem';

/** Who works together. */
@Injectable()
export class ParticipantsService {
  constructor(
    private readonly roster: Roster,
    private readonly activities: ActivitiesService,
  ) {}

  /**
   * The agents of these names, in this order.
   * @throws Problem 404 with look-alikes, 409 for one that is retired or ambiguous, 422 when one is named twice
   */
  async find(scope: Scope, names: readonly string[]): Promise<Agent[]> {
    const agents: Agent[] = [];
    for (const name of names) {
      const agent = await this.roster.find(scope, name);
      if (!agent.definition.current) throw retired(agent);
      if (agents.some(({ id }) => id === agent.id)) {
        throw unacceptable('participants', `${agent.agentId} is named twice.`);
      }
      agents.push(agent);
    }
    return agents;
  }

  /** Runs `work` in a transaction as something that an agent does, also where it is refused. */
  record<T>(scope: Scope, agentUuid: string, type: string, work: (activity: Activity) => Promise<T>): Promise<T> {
    return this.activities.record(scope, { agent: { id: agentUuid }, type }, work);
  }
}
