import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import type { AgentType } from '../definitions/parse/agent-role';
import { Definition } from '../definitions/definition.entity';
import { Events } from '../events/events.service';
import { move } from '../flow/move';
import { ActivitiesService } from './activities.service';
import { AgentState, type AgentStatus } from './agent-state.entity';
import { Agent } from './agent.entity';
import { type Hold, holdFlow } from './agent.flow';
import { retired, Roster } from './roster.service';

export interface AgentFilter {
  status?: AgentStatus;
  agentType?: AgentType;
  pack?: string;
}

/** What a change of the hold is called in the log and among the events. */
const changes: Record<Hold, { activity: string; event: string }> = {
  AVAILABLE: { activity: 'RESUMED', event: 'agent.resumed' },
  PAUSED: { activity: 'PAUSED', event: 'agent.paused' },
  OFFLINE: { activity: 'OFFLINE', event: 'agent.offline' },
};

/** The agents of a project: listing them, and holding them back from work. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly activities: ActivitiesService,
    private readonly roster: Roster,
  ) {}

  /** The project's current agents, oldest first. */
  list(scope: Scope, { status, agentType, pack }: AgentFilter, request: PageRequest): Promise<Page<AgentState>> {
    const query = this.db
      .of(AgentState)
      .createQueryBuilder('agent')
      .innerJoin('agent.definition', 'definition')
      .addSelect(['definition.id', 'definition.current'])
      .where('agent.projectId = :projectId and definition.current', { projectId: scope.projectId });
    if (status) query.andWhere('agent.status = :status', { status });
    if (agentType) query.andWhere('agent.agentType = :agentType', { agentType });
    if (pack) query.andWhere('agent.pack = :pack', { pack });
    return page(query, request);
  }

  /** One agent with its status and the whole of its definition. @throws Problem as `find` of the roster does */
  async describe(scope: Scope, name: string): Promise<AgentState> {
    const agent = await this.roster.get(scope, name);
    agent.definition = await this.db.of(Definition).findOneByOrFail({ id: agent.definitionUuid });
    return agent;
  }

  /**
   * Pauses, takes offline or resumes an agent. Its live sessions go on; new ones are refused until it is resumed.
   * @throws Problem 409 when it is so already, or retired
   */
  async hold(scope: Scope, name: string, to: Hold, reason?: string): Promise<AgentState> {
    const agent = await this.roster.find(scope, name);
    const { activity, event } = changes[to];
    const details = reason === undefined ? {} : { reason };
    return this.activities.record(scope, { agent, type: activity, details }, async () => {
      if (!agent.definition.current) throw retired(agent);
      await this.roster.lockHold(agent);
      await move(this.db, agent, {
        entity: Agent,
        noun: 'agent',
        name: agent.agentId,
        flow: holdFlow,
        property: 'hold',
        to,
      });
      await this.events.add(scope, event, { type: 'agent', id: agent.id }, { agent_id: agent.agentId, ...details });
      return this.roster.get(scope, agent.id);
    });
  }
}
