import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AgentSession } from '../../agents/agent-session.entity';
import { SessionsService } from '../../agents/sessions.service';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import { Event } from '../../events/event.entity';
import { Task } from '../task.entity';
import { freed } from './lease.queries';
import { TaskTies } from '../ties/task-ties.service';
import { TiedLeases } from './tied-leases.service';

/** Twice in the second within which a task is to be free again. */
const EVERY_MS = 500;
/** How many leases one statement ends. */
const BATCH = 500;
/** The actor of what the server does by itself. */
const SERVER = 'server';

/** Ends the leases that have run out, on any number of servers, each lease once; and those of sessions that end. */
@Injectable()
export class LeaseExpiry implements OnModuleInit, BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('Leases cannot be expired', async () => (await this.expire()) >= BATCH);

  constructor(
    private readonly db: Database,
    private readonly sessions: SessionsService,
    private readonly tied: TiedLeases,
    private readonly ties: TaskTies,
  ) {}

  onModuleInit(): void {
    this.sessions.whenEnded((by, sessions) => this.release(by, sessions));
  }

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeper.stop();
  }

  /**
   * Frees the tasks whose lease has run out, the longest overdue first. Rows that somebody is working on are left to
   * the next turn, so it never waits. Sessions are locked before their tasks, as everywhere.
   * @param projectId only in this project
   * @returns how many; when it is a full batch or more, others may be left
   */
  async expire(projectId: string | null = null): Promise<number> {
    const freedTasks = await this.db.sql`
      with due as materialized (
        select id, session_uuid from ${Task} where lease_token is not null and lease_expires_at <= now() and not tied
          and (${projectId}::uuid is null or project_id = ${projectId})
        order by lease_expires_at limit ${BATCH}
      ), worker as materialized (
        select id from ${AgentSession} where id in (select session_uuid from due)
        order by id for no key update skip locked
      ), overdue as materialized (
        select t.id, t.session_uuid, t.claimed_by, t.claimed_session, t.lease_expires_at
        from due join ${Task} t on t.id = due.id
        where t.lease_expires_at <= now() and (t.session_uuid is null or t.session_uuid in (select id from worker))
        order by t.id for update of t skip locked
      ), released as (
        update ${Task} t set ${freed} from overdue where t.id = overdue.id returning t.id, t.project_id, t.task_id
      ), finished as (
        update ${AgentSession} s set open_work = greatest(0, s.open_work - lost.tasks), updated_at = now(),
          version = s.version + 1
        from (select session_uuid, count(*)::int as tasks from overdue group by session_uuid) lost
        where s.id = lost.session_uuid and s.ended_at is null
      )
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, r.project_id, 'task.lease_expired', 'task', r.id, ${SERVER},
        jsonb_build_object('task_id', r.task_id, 'agent_id', o.claimed_by, 'session_id', o.claimed_session,
          'lease_expired_at', o.lease_expires_at)
      from released r join overdue o on o.id = r.id returning id`;
    return freedTasks.length + (await this.expireTied(projectId));
  }

  /** A tied task is freed with what it is tied to, which is locked before it, each in a transaction of its own. */
  private async expireTied(projectId: string | null): Promise<number> {
    const overdue = await this.db.sql<{ id: string; projectId: string }>`
      select t.id, t.project_id as "projectId" from ${Task} t
      where t.lease_token is not null and t.tied and ${this.ties.runOut}
        and (${projectId}::uuid is null or t.project_id = ${projectId})
      order by t.lease_expires_at limit ${BATCH}`;
    let ended = 0;
    for (const task of overdue) {
      if (await this.tied.expire({ projectId: task.projectId, by: SERVER }, task.id)) ended++;
    }
    return ended;
  }

  /**
   * Frees the tasks of sessions that the current transaction has ended, and that therefore count no work any more. The lease
   * of a tied one runs out now: what it is tied to has to be locked before its session.
   */
  private async release(by: string, sessions: readonly AgentSession[]): Promise<void> {
    await this.db.sql`
      update ${Task} set lease_expires_at = now(), updated_at = now(), version = version + 1
      where session_uuid = any(${sessions.map(({ id }) => id)}::uuid[]) and tied and lease_token is not null`;
    await this.db.sql`
      with held as materialized (
        select id from ${Task} where session_uuid = any(${sessions.map(({ id }) => id)}::uuid[]) and not tied
        order by id for update
      ), released as (
        update ${Task} t set ${freed} from held where t.id = held.id
        returning t.id, t.project_id, t.task_id, t.claimed_by, t.claimed_session
      )
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, project_id, 'task.released', 'task', id, ${by},
        jsonb_build_object('task_id', task_id, 'agent_id', claimed_by, 'session_id', claimed_session,
          'reason', 'The session ended')
      from released`;
  }
}
