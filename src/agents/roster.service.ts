import { Injectable } from '@nestjs/common';
import type { EntityTarget } from 'typeorm';
import { Database, part } from '../database/database';
import { Fresh } from '../database/fresh';
import { isUuid } from '../database/identify';
import { Notices } from '../database/notices';
import type { Scope } from '../database/scope';
import { Definition } from '../definitions/definition.entity';
import { nearest } from '../problems/nearest';
import { notFound, Problem } from '../problems/problem';
import { anotherAgent } from './acting';
import { AgentState } from './agent-state.entity';
import { Agent } from './agent.entity';

/** The topic of the notices that the agents of projects have changed. */
export const AGENTS = 'agents';

/** How many names a "did you mean" looks at. */
const NAMES = 1000;

/** The name that is unique among the packs: `core:dev`. */
export const qualified = ({ pack, agentId }: Pick<Agent, 'pack' | 'agentId'>): string => `${pack}:${agentId}`;

/** What never changes of an agent. */
export type KnownAgent = Pick<Agent, 'id' | 'pack' | 'agentId'>;

const mayAct = ({ agent }: Scope, one: Agent): boolean =>
  agent === undefined || [one.agentId, qualified(one)].includes(agent);

/** Who is on the team of a project, and who is meant by a name. */
@Injectable()
export class Roster {
  private readonly current: Fresh<Agent[]>;

  constructor(
    private readonly db: Database,
    notices: Notices,
  ) {
    this.current = new Fresh(notices, AGENTS, (key) => this.currentOf(key));
  }

  /**
   * The agent of a name: its UUID, its `agent_id` while that is unique, or `pack:agent_id`. One that is retired is found
   * too, while no current one has the name; `definition.current` tells them apart.
   * @throws Problem 404 with look-alikes, 409 with the candidates when several packs have it
   */
  find(scope: Scope, name: string): Promise<Agent> {
    return this.lookup(Agent, scope, name);
  }

  /**
   * The agent that does something: a caller that is an agent by its key acts as no other.
   * @throws Problem as `find` does, 403 for another agent than the caller's own
   */
  async actor(scope: Scope, name: string): Promise<Agent> {
    const agent = await this.find(scope, name);
    if (mayAct(scope, agent)) return agent;
    throw anotherAgent(scope.agent!, name);
  }

  /** The same where nobody need be named: a caller that is an agent is meant then. */
  async actorIfAny(scope: Scope, name: string | undefined): Promise<Agent | undefined> {
    const meant = name ?? scope.agent;
    return meant === undefined ? undefined : this.actor(scope, meant);
  }

  /** As `actor`, of whom only what never changes is asked: without waiting for the database where the name is known. */
  async knownActor(scope: Scope, name: string): Promise<KnownAgent> {
    const [agent, ...others] = await this.current.own(`${scope.projectId} ${name}`);
    return agent && !others.length && mayAct(scope, agent) ? agent : this.actor(scope, name);
  }

  /** Who looks at something, if anybody. */
  async viewer(scope: Scope, name: string | undefined): Promise<KnownAgent | undefined> {
    const meant = name ?? scope.agent;
    return meant === undefined ? undefined : this.knownActor(scope, meant);
  }

  /** The same with its status. */
  get(scope: Scope, name: string): Promise<AgentState> {
    return this.lookup(AgentState, scope, name);
  }

  /**
   * The current agent of a name that a definition uses, if it is clear which: definitions may name agents that nobody has.
   * @param home the pack of the definition, which wins where several have the name
   */
  async known(scope: Scope, name: string, home: string): Promise<Agent | undefined> {
    const current = await this.current.own(`${scope.projectId} ${name}`);
    return current.find(({ pack }) => pack === home) ?? (current.length === 1 ? current[0] : undefined);
  }

  /** What others call an agent: its `agent_id`, or `pack:agent_id` where several current ones have that. */
  async nameOf(scope: Scope, agent: Pick<Agent, 'pack' | 'agentId'>): Promise<string> {
    const namesakes = await this.named(Agent, scope, agent.agentId);
    return namesakes.filter(({ definition }) => definition.current).length > 1 ? qualified(agent) : agent.agentId;
  }

  /** The ids of the project's current agents, each once, in order. */
  async ids({ projectId }: Pick<Scope, 'projectId'>): Promise<string[]> {
    const rows = await this.db.sql<{ id: string }>`
      select distinct agent.agent_id as id from ${Agent} agent
      join ${Definition} definition on definition.id = agent.definition_uuid and definition.current
      where agent.project_id = ${projectId} order by id`;
    return rows.map(({ id }) => id);
  }

  /**
   * Keeps the hold of an agent as it is until the transaction ends: a change of it waits for us, or we for it, so that
   * what the next statement reads stays true. An advisory lock, because its queue is fair: with share locks on the row, a
   * stream of activations would let no pause through.
   */
  async keepHold(agent: KnownAgent): Promise<void> {
    await this.db.later`select pg_advisory_xact_lock_shared(hashtextextended(${lockOf(agent)}, 0))`;
  }

  /** Lets nobody else rely on the hold of an agent until the transaction that changes it ends. */
  async lockHold(agent: Agent): Promise<void> {
    await this.db.sql`select pg_advisory_xact_lock(hashtextextended(${lockOf(agent)}, 0))`;
  }

  /** @param key a project's id and a name */
  private async currentOf(key: string): Promise<Agent[]> {
    const [projectId, ...name] = key.split(' ');
    return (await this.named(Agent, { projectId }, name.join(' '))).filter(({ definition }) => definition.current);
  }

  private async lookup<T extends Agent>(entity: EntityTarget<T>, scope: Scope, name: string): Promise<T> {
    const found = await this.named(entity, scope, name);
    const current = found.filter(({ definition }) => definition.current);
    const [agent, ...others] = current.length ? current : found;
    if (!agent) throw await this.unknown(scope, name);
    if (others.length) throw ambiguous(name, [agent, ...others].map(qualified));
    return agent;
  }

  /** `dev` is an agent of any pack, `core:dev` one of `core` (or one whose own id has a colon). */
  private async named<T extends Agent>(
    entity: EntityTarget<T>,
    { projectId }: Pick<Scope, 'projectId'>,
    name: string,
  ): Promise<T[]> {
    const ids = [name, name.slice(name.indexOf(':') + 1)];
    // Not as one condition with `or`, which Postgres would plan anew each time.
    const meant = isUuid(name) ? part`agent.id = ${name}` : part`agent.agent_id = any(${ids})`;
    const rows = await this.db.sql<{ current: boolean }>`
      select ${this.db.columns(entity, 'agent')}, definition.current
      from ${entity} agent join ${Definition} definition on definition.id = agent.definition_uuid
      where agent.project_id = ${projectId} and ${meant}`;
    return rows
      .map((row) => Object.assign(this.db.hydrate(entity, row), { definition: { current: row.current } }))
      .filter((agent) =>
        [agent.id, agent.agentId, qualified(agent)].includes(isUuid(name) ? name.toLowerCase() : name),
      );
  }

  private async unknown(scope: Scope, name: string): Promise<Problem> {
    const rows = await this.db.sql<Pick<Agent, 'pack' | 'agentId'>>`
      select agent.pack, agent.agent_id as "agentId" from ${Agent} agent
      join ${Definition} definition on definition.id = agent.definition_uuid and definition.current
      where agent.project_id = ${scope.projectId} order by agent.id limit ${NAMES}`;
    const names = rows.map((agent) => (name.includes(':') ? qualified(agent) : agent.agentId));
    return notFound('agent', name, nearest(name, names));
  }
}

const ambiguous = (name: string, candidates: string[]): Problem =>
  new Problem('agent-ambiguous', 409, 'Several agents have this id', {
    detail: `Several packs have an agent '${name}'; say which: ${candidates.join(', ')}.`,
    suggestions: candidates,
  });

const lockOf = ({ id }: KnownAgent) => `nest-bmad:agent-hold:${id}`;

/** 409: the definitions have it no longer. */
export const retired = (agent: Agent): Problem =>
  new Problem('agent-retired', 409, 'The agent is retired', {
    detail: `The definitions have the agent '${qualified(agent)}' no longer; it is kept as history. Choose another one.`,
  });
