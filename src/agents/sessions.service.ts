import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { Database } from '../database/database';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { Definition } from '../definitions/definition.entity';
import { Events } from '../events/events.service';
import { nearest } from '../problems/nearest';
import { notFound, Problem, unacceptable } from '../problems/problem';
import { ActivitiesService } from './activities.service';
import { AgentSession } from './agent-session.entity';
import { AgentState } from './agent-state.entity';
import { Agent } from './agent.entity';
import { AgentsOptions } from './agents.options';
import { type KnownAgent, Roster } from './roster.service';
import { ended, refuseUnavailable } from './session-refusals';
import type { ActivateAgent } from './session.dto';

/** A session and the agent that it is with. */
export interface Conversation<Known = Agent> {
  agent: Known;
  session: AgentSession;
}

export interface SessionFilter {
  sessionId?: string;
  userId?: string;
}

/** What else ends with a session, in the same transaction. */
type EndListener = (by: string, sessions: readonly AgentSession[]) => Promise<void>;

/** How many live sessions a refusal names. */
const NAMED = 20;

/** The conversations that people have with agents. A session lives until it is ended or its time runs out. */
@Injectable()
export class SessionsService {
  private readonly endListeners: EndListener[] = [];

  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly activities: ActivitiesService,
    private readonly roster: Roster,
    private readonly options: AgentsOptions,
  ) {}

  /** Has `listener` run inside the transaction that ends sessions, whether somebody asked for it or their time ran out. */
  whenEnded(listener: EndListener): void {
    this.endListeners.push(listener);
  }

  /** Lets the listeners end what belongs to sessions that the current transaction has ended. */
  async leave(by: string, sessions: readonly AgentSession[]): Promise<void> {
    for (const listener of this.endListeners) await listener(by, sessions);
  }

  /**
   * Opens a session with an agent, or renews the live one of the same `session_id`.
   * @throws Problem 404 for an unknown agent, 409 for one that is ambiguous, PAUSED, OFFLINE or retired
   */
  async activate(scope: Scope, request: ActivateAgent): Promise<Conversation<KnownAgent> & { renewed: boolean }> {
    const { agent_id, session_id, user_id } = request;
    const agent = await this.roster.knownActor(scope, agent_id);
    const intent = { agent, type: 'ACTIVATED', userId: user_id };
    return this.activities.record(scope, intent, async (activity) => {
      const session = await this.open(scope, agent, request);
      const renewed = session.version > 1;
      Object.assign(activity, { session, details: { session_id, renewed } });
      await this.announce(scope, renewed ? 'session.renewed' : 'session.started', agent, session);
      return { agent, session, renewed };
    });
  }

  /**
   * Ends a session.
   * @param sessionId may be left out while the agent has one live session only
   * @throws Problem 409 when it has ended already, 404 when there never was one, 422 with the candidates when there are several
   */
  async deactivate(scope: Scope, agentId: string, sessionId?: string): Promise<Conversation> {
    const agent = await this.roster.actor(scope, agentId);
    return this.activities.record(scope, { agent, type: 'DEACTIVATED' }, async (activity) => {
      const session_id = sessionId ?? (await this.onlySession(scope, agent));
      activity.details = { session_id };
      const session = await this.end(scope, agent, session_id);
      activity.session = session;
      await this.leave(scope.by, [session]);
      await this.announce(scope, 'session.ended', agent, session);
      return { agent, session };
    });
  }

  /**
   * Keeps a session alive for another timeout.
   * @throws Problem 409 when it has ended, 404 when there never was one
   */
  async heartbeat(scope: Scope, agentId: string, sessionId: string): Promise<Conversation> {
    const agent = await this.roster.actor(scope, agentId);
    const [row] = await this.db.sql<object>`
      update ${AgentSession} session set heartbeat_at = now(), updated_at = now(), version = version + 1,
        expires_at = now() + make_interval(secs => ${this.options.sessionTimeoutSeconds})
      where project_id = ${scope.projectId} and agent_uuid = ${agent.id} and session_id = ${sessionId}
        and ended_at is null and expires_at > now()
      returning ${this.db.columns(AgentSession, 'session')}`;
    if (!row) throw await this.notLive(scope, agent, sessionId);
    return { agent, session: this.db.hydrate(AgentSession, row) };
  }

  /**
   * The live session that an agent's work belongs to.
   * @throws Problem as `find` of the agents does; 409 when it has ended, 404 when there never was one
   */
  async liveSession(scope: Scope, agentId: string, sessionId: string): Promise<Conversation> {
    const agent = await this.roster.actor(scope, agentId);
    const session = await this.lookup(scope, agent, sessionId);
    if (!session) throw await this.notLive(scope, agent, sessionId);
    return { agent, session };
  }

  /**
   * The live session of that id with an agent, if there is one.
   * @param keep whether it shall neither end nor expire before the caller's transaction does
   */
  async lookup(
    scope: Scope,
    { id }: Pick<Agent, 'id'>,
    sessionId: string,
    keep = false,
  ): Promise<AgentSession | undefined> {
    const session = this.live(scope).andWhere({ agentUuid: id, sessionId });
    return (await (keep ? session.setLock('pessimistic_write') : session).getOne()) ?? undefined;
  }

  /**
   * Notes, in the caller's transaction, that a session has taken up a piece of work.
   * @throws Problem 409 when it has ended meanwhile
   */
  async began({ projectId }: Scope, sessionUuid: string): Promise<void> {
    const begun = await this.db.sql`
      update ${AgentSession} set open_work = open_work + 1, updated_at = now(), version = version + 1
      where id = ${sessionUuid} and project_id = ${projectId} and ended_at is null and expires_at > now()
      returning id`;
    if (!begun.length) throw ended('The session has ended; activate the agent again before it takes up work.');
  }

  /** Notes, in the caller's transaction, that a piece of its work is over. A session that has ended has none anyway. */
  async finished({ projectId }: Scope, sessionUuid: string): Promise<void> {
    await this.db.later`
      update ${AgentSession} set open_work = open_work - 1, updated_at = now(), version = version + 1
      where id = ${sessionUuid} and project_id = ${projectId} and ended_at is null and open_work > 0`;
  }

  /** The live sessions of a project with their agents, oldest first. */
  active(
    scope: Scope,
    { sessionId, userId }: SessionFilter,
    request: PageRequest,
  ): Promise<Page<AgentSession & { agent: AgentState }>> {
    const sessions = this.live(scope)
      .innerJoinAndMapOne('session.agent', AgentState, 'agent', 'agent.id = session.agentUuid')
      .innerJoin('agent.definition', 'definition')
      .addSelect(['definition.id', 'definition.current']);
    if (sessionId !== undefined) sessions.andWhere('session.sessionId = :sessionId', { sessionId });
    if (userId !== undefined) sessions.andWhere('session.userId = :userId', { userId });
    return page(sessions, request) as Promise<Page<AgentSession & { agent: AgentState }>>;
  }

  /** Every session that an agent ever had, oldest first. */
  about({ projectId }: Scope, agentUuid: string, request: PageRequest): Promise<Page<AgentSession>> {
    return page(this.db.of(AgentSession).createQueryBuilder('session').where({ projectId, agentUuid }), request);
  }

  /** One statement opens or renews, unless the agent is held back. */
  private async open(scope: Scope, agent: KnownAgent, request: ActivateAgent): Promise<AgentSession> {
    const { session_id, user_id, context = null } = request;
    await this.roster.keepHold(agent);
    const [row] = await this.db.sql<object>`
      insert into ${AgentSession} as session (project_id, agent_uuid, session_id, user_id, context, expires_at, version)
      select agent.project_id, agent.id, ${session_id}, ${user_id}, coalesce(${context}::jsonb, '{}'),
        now() + make_interval(secs => ${this.options.sessionTimeoutSeconds}), 1
      from ${Agent} agent join ${Definition} definition on definition.id = agent.definition_uuid
      where agent.id = ${agent.id} and agent.project_id = ${scope.projectId}
        and agent.hold = 'AVAILABLE' and definition.current
      on conflict (agent_uuid, session_id) where ended_at is null do update set
        user_id = excluded.user_id, context = coalesce(${context}::jsonb, session.context), heartbeat_at = now(),
        expires_at = excluded.expires_at, updated_at = now(), version = session.version + 1
      returning ${this.db.columns(AgentSession, 'session')}`;
    if (row) return this.db.hydrate(AgentSession, row);
    refuseUnavailable(await this.roster.find(scope, agent.id));
    return this.open(scope, agent, request);
  }

  /** @throws Problem 422 that names them when there are several, 409 when there is none */
  private async onlySession(scope: Scope, agent: Agent): Promise<string> {
    const live = await this.live(scope).andWhere({ agentUuid: agent.id }).limit(NAMED).getMany();
    if (!live.length) throw ended(`The agent '${agent.agentId}' has no live session.`);
    if (live.length === 1) return live[0].sessionId;
    const names = live.map(({ sessionId }) => sessionId);
    throw unacceptable('session_id', `must say which session: ${names.join(', ')}`, { suggestions: names });
  }

  private async end(scope: Scope, agent: Agent, sessionId: string): Promise<AgentSession> {
    const [row] = await this.db.sql<object>`
      update ${AgentSession} session set ended_at = now(), end_reason = 'DEACTIVATED', open_work = 0,
        updated_at = now(), version = version + 1
      where project_id = ${scope.projectId} and agent_uuid = ${agent.id} and session_id = ${sessionId}
        and ended_at is null
      returning ${this.db.columns(AgentSession, 'session')}`;
    if (!row) throw await this.notLive(scope, agent, sessionId);
    return this.db.hydrate(AgentSession, row);
  }

  private live({ projectId }: Scope): SelectQueryBuilder<AgentSession> {
    return this.db
      .of(AgentSession)
      .createQueryBuilder('session')
      .where({ projectId })
      .andWhere('session.endedAt is null and session.expiresAt > now()');
  }

  private async notLive(scope: Scope, agent: Agent, sessionId: string): Promise<Problem> {
    const { projectId } = scope;
    const last = await this.db
      .of(AgentSession)
      .findOne({ where: { projectId, agentUuid: agent.id, sessionId }, order: { id: 'DESC' } });
    if (last) {
      const when = (last.endedAt ?? last.expiresAt).toISOString();
      const why = last.endReason === 'DEACTIVATED' ? 'was deactivated' : 'ran out of time';
      return ended(
        `The session '${sessionId}' of the agent '${agent.agentId}' ${why} at ${when}. ` +
          `Go on with a new one: POST /agents/activate with agent_id '${agent.agentId}' and session_id '${sessionId}'.`,
      );
    }
    const live = await this.live(scope).andWhere({ agentUuid: agent.id }).limit(1000).getMany();
    const names = live.map((session) => session.sessionId);
    return notFound('session', sessionId, nearest(sessionId, names));
  }

  private announce(scope: Scope, event: string, agent: KnownAgent, session: AgentSession): Promise<void> {
    const { id, sessionId, userId } = session;
    const data = { agent_id: agent.agentId, session_id: sessionId, user_id: userId };
    return this.events.add(scope, event, { type: 'session', id }, data);
  }
}
