import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { EntityTarget, SelectQueryBuilder } from 'typeorm';
import { Database } from '../database/database';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import type { AgentType } from '../definitions/parse/agent-role';
import { Definition } from '../definitions/definition.entity';
import { Events } from '../events/events.service';
import { move } from '../flow/move';
import { nearest } from '../problems/nearest';
import { notFound, Problem } from '../problems/problem';
import { ActivitiesService } from './activities.service';
import { AgentState, type AgentStatus } from './agent-state.entity';
import { Agent } from './agent.entity';
import { type Hold, holdFlow } from './agent.flow';

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

/** The name that is unique among the packs: `core:dev`. */
export const qualified = ({ pack, agentId }: Pick<Agent, 'pack' | 'agentId'>): string => `${pack}:${agentId}`;

/** The agents of a project: finding them, and holding them back from work. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly activities: ActivitiesService,
  ) {}

  /** The project's current agents, oldest first. */
  list(scope: Scope, { status, agentType, pack }: AgentFilter, request: PageRequest): Promise<Page<AgentState>> {
    const query = this.roster(AgentState, scope).andWhere('definition.current');
    if (status) query.andWhere('agent.status = :status', { status });
    if (agentType) query.andWhere('agent.agentType = :agentType', { agentType });
    if (pack) query.andWhere('agent.pack = :pack', { pack });
    return page(query, request);
  }

  /**
   * The agent of a name: its UUID, its `agent_id` while that is unique, or `pack:agent_id`. One that is retired is found
   * too, while no current one has the name; `definition.current` tells them apart.
   * @throws Problem 404 with look-alikes, 409 with the candidates when several packs have it
   */
  find(scope: Scope, name: string): Promise<Agent> {
    return this.lookup(this.roster(Agent, scope), scope, name);
  }

  /** The current agent of a name that a definition uses, if there is exactly one: definitions may name agents that nobody has. */
  async known(scope: Scope, name: string): Promise<Agent | undefined> {
    const found = await named(this.roster(Agent, scope).andWhere('definition.current'), name);
    return found.length === 1 ? found[0] : undefined;
  }

  /** The ids of the project's current agents, each once, in order. */
  async ids(projectId: string): Promise<string[]> {
    const rows = await this.db.sql<{ id: string }>`
      select distinct agent.agent_id as id from ${Agent} agent
      join ${Definition} definition on definition.id = agent.definition_uuid and definition.current
      where agent.project_id = ${projectId} order by id`;
    return rows.map(({ id }) => id);
  }

  /** The same with its status. */
  get(scope: Scope, name: string): Promise<AgentState> {
    return this.lookup(this.roster(AgentState, scope), scope, name);
  }

  /** The same with its status and the whole of its definition. */
  describe(scope: Scope, name: string): Promise<AgentState> {
    return this.lookup(this.roster(AgentState, scope).addSelect('definition'), scope, name);
  }

  /**
   * Pauses, takes offline or resumes an agent. Its live sessions go on; new ones are refused until it is resumed.
   * @throws Problem 409 when it is so already, or retired
   */
  async hold(scope: Scope, name: string, to: Hold, reason?: string): Promise<AgentState> {
    const agent = await this.find(scope, name);
    const { activity, event } = changes[to];
    const details = reason === undefined ? {} : { reason };
    return this.activities.record(scope, { agent, type: activity, details }, async () => {
      if (!agent.definition.current) throw retired(agent);
      await this.db.sql`select pg_advisory_xact_lock(hashtextextended(${lockOf(agent)}, 0))`;
      await move(this.db, agent, {
        entity: Agent,
        noun: 'agent',
        name: agent.agentId,
        flow: holdFlow,
        property: 'hold',
        to,
      });
      await this.events.add(scope, event, { type: 'agent', id: agent.id }, { agent_id: agent.agentId, ...details });
      return this.get(scope, agent.id);
    });
  }

  /**
   * Keeps the hold of an agent as it is until the transaction ends: a change of it waits for us, or we for it, so that
   * what the next statement reads stays true. An advisory lock, because its queue is fair: with share locks on the row, a
   * stream of activations would let no pause through.
   */
  async holdStill(agent: Agent): Promise<void> {
    await this.db.sql`select pg_advisory_xact_lock_shared(hashtextextended(${lockOf(agent)}, 0))`;
  }

  private roster<T extends Agent>(entity: EntityTarget<T>, { projectId }: Scope): SelectQueryBuilder<T> {
    return this.db
      .of(entity)
      .createQueryBuilder('agent')
      .innerJoin('agent.definition', 'definition')
      .addSelect(['definition.id', 'definition.current'])
      .where('agent.projectId = :projectId', { projectId });
  }

  private async lookup<T extends Agent>(agents: SelectQueryBuilder<T>, scope: Scope, name: string): Promise<T> {
    const found = isUUID(name)
      ? await agents.andWhere('agent.id = :name', { name }).getMany()
      : await named(agents, name);
    const current = found.filter(({ definition }) => definition.current);
    const [agent, ...others] = current.length ? current : found;
    if (!agent) throw await this.unknown(scope, name);
    if (others.length) throw ambiguous(name, [agent, ...others].map(qualified));
    return agent;
  }

  private async unknown(scope: Scope, name: string): Promise<Problem> {
    const agents = await this.roster(Agent, scope)
      .andWhere('definition.current')
      .orderBy('agent.id')
      .limit(1000)
      .getMany();
    const names = agents.map((agent) => (name.includes(':') ? qualified(agent) : agent.agentId));
    return notFound('agent', name, nearest(name, names));
  }
}

const lockOf = ({ id }: Agent) => `nest-bmad:agent-hold:${id}`;

/** `dev` is an agent of any pack, `core:dev` one of `core` (or one whose own id has a colon). */
async function named<T extends Agent>(agents: SelectQueryBuilder<T>, name: string): Promise<T[]> {
  const ids = [name, name.slice(name.indexOf(':') + 1)];
  const found = await agents.andWhere('agent.agentId in (:...ids)', { ids }).getMany();
  return found.filter((agent) => agent.agentId === name || qualified(agent) === name);
}

/** 409: the definitions have it no longer. */
export const retired = (agent: Agent): Problem =>
  new Problem('agent-retired', 409, 'The agent is retired', {
    detail: `The definitions have the agent '${qualified(agent)}' no longer; it is kept as history. Choose another one.`,
  });

const ambiguous = (name: string, candidates: string[]): Problem =>
  new Problem('agent-ambiguous', 409, 'Several agents have this id', {
    detail: `Several packs have an agent '${name}'; say which: ${candidates.join(', ')}.`,
    suggestions: candidates,
  });
