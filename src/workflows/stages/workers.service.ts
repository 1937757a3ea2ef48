import { Injectable } from '@nestjs/common';
import type { AgentSession } from '../../agents/agent-session.entity';
import type { Agent } from '../../agents/agent.entity';
import { type Activity, ActivitiesService } from '../../agents/activities.service';
import { Roster } from '../../agents/roster.service';
import { SessionsService } from '../../agents/sessions.service';
import type { Scope } from '../../database/scope';
import type { Run } from '../run.entity';
import type { Stage } from './stage.entity';

/** Ties the stages in progress to the live sessions that work on them, and logs what their agents do. */
@Injectable()
export class WorkersService {
  constructor(
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
    private readonly activities: ActivitiesService,
  ) {}

  /** Who works on a stage, as far as the server knows them: a definition may name agents that nobody has. */
  async agent(scope: Scope, agentId: string | null, { pack }: Pick<Run, 'pack'>): Promise<Agent | undefined> {
    return agentId === null ? undefined : this.roster.known(scope, agentId, pack);
  }

  /** The live session in which an agent takes a stage up, if there is one. It counts the stage as open work from now on. */
  async tie(
    scope: Scope,
    agent: Pick<Agent, 'id'> | undefined,
    sessionId: string | null,
  ): Promise<AgentSession | undefined> {
    if (!agent || sessionId === null) return undefined;
    const session = await this.sessions.lookup(scope, agent, sessionId, true);
    if (session) await this.sessions.began(scope, session.id);
    return session;
  }

  /** The session that holds a stage counts it no longer: it rests or ends. */
  async untie(scope: Scope, { sessionUuid }: Stage): Promise<void> {
    if (sessionUuid) await this.sessions.finished(scope, sessionUuid);
  }

  /** Runs `work` in a transaction that is logged with the agent that it finds out. */
  record<T>(scope: Scope, type: string, work: (activity: Activity) => Promise<T>): Promise<T> {
    return this.activities.record(scope, { type }, work);
  }
}
