import { Injectable } from '@nestjs/common';
import { AgentSession } from '../../agents/agent-session.entity';
import type { Agent } from '../../agents/agent.entity';
import { type Activity, ActivitiesService } from '../../agents/activities.service';
import { Roster } from '../../agents/roster.service';
import { SessionsService } from '../../agents/sessions.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { AttemptsService } from '../rework/attempts.service';
import type { Run } from '../run.entity';
import { Stage } from './stage.entity';

/** Ties the stages in progress to the live sessions that work on them, and logs what their agents do. */
@Injectable()
export class WorkersService {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
    private readonly activities: ActivitiesService,
    private readonly attempts: AttemptsService,
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

  /** Whether a stage is in progress in a session that is over: whoever worked on it is not coming back by itself. */
  async isAbandoned({ status, sessionUuid }: Stage): Promise<boolean> {
    if (status !== 'ACTIVE' || sessionUuid === null) return false;
    const live = await this.db.sql`
      select id from ${AgentSession} where id = ${sessionUuid} and ended_at is null and expires_at > now()`;
    return !live.length;
  }

  /** Gives an abandoned stage to somebody else. What had been begun is kept as an attempt of its own. */
  async takeOver(scope: Scope, stage: Stage, begin: Partial<Stage>): Promise<void> {
    await this.attempts.putAside(scope, [stage], 'its session ended and somebody took over');
    await this.db.of(Stage).update({ id: stage.id, status: 'ACTIVE' }, begin as object);
    Object.assign(stage, begin);
  }

  /** Keeps the current attempt at a stage, before another one. */
  putAside(scope: Scope, stage: Stage, why: string): Promise<void> {
    return this.attempts.putAside(scope, [stage], why);
  }

  /** Keeps the attempts at stages that begin anew, and frees the sessions that work on them. */
  async leave(scope: Scope, stages: readonly Stage[], why: string): Promise<void> {
    for (const stage of stages) if (stage.status === 'ACTIVE') await this.untie(scope, stage);
    await this.attempts.putAside(scope, stages, why);
  }

  /** Runs `work` in a transaction that is logged with the agent that it finds out. */
  record<T>(scope: Scope, type: string, work: (activity: Activity) => Promise<T>): Promise<T> {
    return this.activities.record(scope, { type }, work);
  }
}
