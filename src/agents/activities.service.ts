import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { faultText } from '../problems/fault-text';
import { problemOf } from '../problems/problem-of';
import { AgentActivity } from './agent-activity.entity';
import { AgentSession } from './agent-session.entity';
import type { Agent } from './agent.entity';

/** What an agent does. Its work may complete it: who does it, a session that it opens, a detail that it finds out. */
export interface Activity {
  /** Without one there is nobody whose log it belongs in, and it is not logged. */
  agent?: Pick<Agent, 'id'>;
  session?: Pick<AgentSession, 'id'>;
  /** `ACTIVATED`, `STAGE_COMPLETED`, … */
  type: string;
  /** The user, when no session names one. */
  userId?: string | null;
  /** Ids and small facts. */
  details?: Record<string, unknown>;
}

/** Something that is tried, and since when: by `performance.now()`. */
export interface Attempt {
  scope: Scope;
  activity: Activity;
  began: number;
}

/** How it went. */
interface Outcome {
  success: boolean;
  /** The type of the problem. */
  error?: string;
  /** Null when nobody waited for it. */
  responseTimeMs: number | null;
}

const since = ({ began }: Attempt): number => performance.now() - began;

/** The log of what agents did and tried. */
@Injectable()
export class ActivitiesService {
  private readonly log = new Logger(ActivitiesService.name);

  constructor(private readonly db: Database) {}

  /**
   * Runs `work` in a transaction and logs it there, with the time that it took. When it throws, all of it is undone, the
   * failure is logged with the problem's type once the transaction has ended, and the error goes on to the caller.
   */
  record<T>(scope: Scope, activity: Activity, work: (activity: Activity) => Promise<T>): Promise<T> {
    return this.attempt(scope, activity, (attempt) =>
      this.db.transaction(async () => {
        attempt.activity = { ...activity };
        const result = await work(attempt.activity);
        await this.succeeded(attempt);
        return result;
      }),
    );
  }

  /** The same for work that has its own transaction, and tells there that it `succeeded`. */
  async attempt<T>(scope: Scope, activity: Activity, work: (attempt: Attempt) => Promise<T>): Promise<T> {
    const attempt = { scope, activity, began: performance.now() };
    try {
      return await work(attempt);
    } catch (error) {
      const outcome = { success: false, error: problemOf(error)?.type ?? 'internal', responseTimeMs: since(attempt) };
      await this.db.afterwards(() => this.addFailure(scope, attempt.activity, outcome));
      throw error;
    }
  }

  /** Logs an attempt in the transaction of what it was for. */
  succeeded(attempt: Attempt): Promise<void> {
    return this.add(attempt.scope, attempt.activity, { success: true, responseTimeMs: since(attempt) });
  }

  /** Logs what happened to the agents of some sessions without anybody asking for it. */
  async note(actor: string, type: string, sessions: readonly AgentSession[]): Promise<void> {
    await this.db.sql`
      insert into ${AgentActivity} (project_id, agent_uuid, session_uuid, activity_type, actor, user_id, success, details)
      select project_id, agent_uuid, id, ${type}, ${actor}, user_id, true, jsonb_build_object('session_id', session_id)
      from ${AgentSession} where id = any(${sessions.map(({ id }) => id)}::uuid[]) order by id`;
  }

  /** What one agent did and tried, oldest first. */
  about({ projectId }: Scope, agentUuid: string, request: PageRequest): Promise<Page<AgentActivity>> {
    const activities = this.db
      .of(AgentActivity)
      .createQueryBuilder('activity')
      .leftJoin('activity.session', 'session')
      .addSelect(['session.id', 'session.sessionId'])
      .where('activity.projectId = :projectId and activity.agentUuid = :agentUuid', { projectId, agentUuid });
    return page(activities, request);
  }

  /** A session that was rolled back together with the work is left out. */
  private async add(
    { projectId, by }: Scope,
    { agent, session, type, userId = null, details = {} }: Activity,
    { success, error, responseTimeMs }: Outcome,
  ): Promise<void> {
    if (!agent) return;
    await this.db.later`
      insert into ${AgentActivity}
        (project_id, agent_uuid, session_uuid, activity_type, actor, user_id, success, error, response_time_ms, details)
      select ${projectId}, ${agent.id}, session.id, ${type}, ${by}, coalesce(${userId}, session.user_id), ${success},
        ${error ?? null}, ${responseTimeMs}, ${details}
      from (select) as activity left join ${AgentSession} session on session.id = ${session?.id ?? null}`;
  }

  /** Failing to log must not hide the failure itself. */
  private async addFailure(scope: Scope, activity: Activity, outcome: Outcome): Promise<void> {
    try {
      await this.add(scope, activity, outcome);
    } catch (error) {
      this.log.warn(`A failed ${activity.type} could not be logged: ${faultText(error)}`);
    }
  }
}
