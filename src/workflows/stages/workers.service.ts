import { Injectable } from '@nestjs/common';
import type { AgentSession } from '../../agents/agent-session.entity';
import type { Agent } from '../../agents/agent.entity';
import { type Activity, ActivitiesService } from '../../agents/activities.service';
import { Roster } from '../../agents/roster.service';
import { SessionsService } from '../../agents/sessions.service';
import type { Scope } from '../../database/scope';
import type { Stage } from './stage.entity';

/** Who works on a stage, as far as the server knows them: a definition may name agents that nobody has. */
export interface Worker {
  agent?: Agent;
  session?: AgentSession;
}

/** Ties the stages in progress to the live sessions that work on them, and logs what their agents do. */
@Injectable()
export class WorkersService {
  constructor(
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
    private readonly activities: ActivitiesService,
  ) {}

  /** Who takes a stage up. Their session counts it as open work from now on. */
  async tie(scope: Scope, agentId: string | null, sessionId: string | null): Promise<Worker> {
    const agent = agentId === null ? undefined : await this.roster.known(scope, agentId);
    const session = agent && sessionId !== null ? await this.sessions.lookup(scope, agent, sessionId) : undefined;
    if (session) await this.sessions.began(scope, session.id);
    return { agent, session };
  }

  /** Who worked on a stage that rests or ends now. */
  async untie(scope: Scope, { agentId, sessionUuid }: Stage): Promise<Worker> {
    if (sessionUuid) await this.sessions.finished(scope, sessionUuid);
    return { agent: agentId === null ? undefined : await this.roster.known(scope, agentId) };
  }

  /** Runs `work` in a transaction that is logged with the agent that it finds out. */
  record<T>(scope: Scope, type: string, work: (activity: Activity) => Promise<T>): Promise<T> {
    return this.activities.record(scope, { type }, work);
  }
}
