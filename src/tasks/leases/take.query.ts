import { AgentActivity } from '../../agents/agent-activity.entity';
import { AgentSession } from '../../agents/agent-session.entity';
import type { Agent } from '../../agents/agent.entity';
import { type Database, type Part, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Event } from '../../events/event.entity';
import { claimOrder, forAgent, inPlace, mayBegin } from '../place.query';
import { sinceBegun } from './lease.queries';
import { Task } from '../task.entity';
import { taskFlow } from '../task.flow';
import { namesOf, type Place } from '../task-places.service';
import type { ShownTask, TaskRows } from '../task-rows.service';
import type { Worker } from './task-workers.service';

export interface Claim {
  agent: Agent;
  worker: Worker;
  place: Place;
  /** This very task; null takes the best one. */
  taskUuid: string | null;
}

export interface Taken {
  /** Whether nothing was tried, because leases in the project have run out and wait to be ended. */
  overdue: boolean;
  taken?: ShownTask;
  /** The task that would be taken (UUID), but is tied to something that has to be locked before. */
  tied?: string;
}

/** How long a lease is unless the caller says so. */
export const LEASE_SECONDS = 300;

/**
 * Takes one task for a worker. A single statement picks, marks, counts and tells, so that nothing comes between.
 * The session is locked before the task, as everywhere.
 * @param runOut which leases have run out: while there are such in the project that were not ended yet, nothing is taken;
 * null does not ask
 * @param withTie whether the caller has locked what the task is tied to
 */
export async function takeTask(
  db: Database,
  rows: TaskRows,
  { projectId, by }: Scope,
  { agent, worker, place, taskUuid }: Claim,
  runOut: Part | null,
  withTie = false,
): Promise<Taken> {
  const condition = part`${forAgent(namesOf(agent))} and ${mayBegin}
    and not (select overdue from late) and (select count(*) from session) >= 0`;
  const pick =
    taskUuid === null
      ? part`t.status = 'PENDING' and ${inPlace(projectId, place)} and ${condition}
        order by ${claimOrder} limit 1 for update of t skip locked`
      : part`t.id = ${taskUuid} and t.status::text = any(${taskFlow.into('IN_PROGRESS')}) and ${condition}
        for update of t`;
  const overdue = runOut
    ? part`exists (select from ${Task} t where t.lease_token is not null and t.project_id = ${projectId} and ${runOut})`
    : part`false`;
  const [row] = await db.sql<{ overdue: boolean; id: string | null; tie: string | null }>`
    with late as materialized (
      select ${overdue} as overdue
    ), session as materialized (
      select id from ${AgentSession}
      where agent_uuid = ${agent.id} and session_id = ${worker.sessionId} and project_id = ${projectId}
        and ended_at is null and expires_at > now() and not (select overdue from late) for no key update
    ), picked as materialized (
      select t.id, t.status as was, t.tied from ${Task} t where ${pick}
    ), taken as (
      update ${Task} t set status = 'IN_PROGRESS', lease_token = gen_random_uuid(),
        lease_expires_at = clock_timestamp() + make_interval(secs => ${worker.leaseSeconds ?? LEASE_SECONDS}),
        claimed_by = ${agent.agentId}, claimed_by_uuid = ${agent.id}, claimed_session = ${worker.sessionId},
        session_uuid = (select id from session), attempt = t.attempt + 1, started_at = now(), ended_at = null,
        reason = null, updated_at = now(), version = t.version + 1
      from picked where t.id = picked.id and (not picked.tied or ${withTie}::boolean)
      returning ${db.columns(Task, 't')}, picked.was
    ), counted as (
      update ${AgentSession} s set open_work = s.open_work + 1, updated_at = now(), version = s.version + 1
      from taken where s.id = taken.session_uuid
    ), told as (
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, project_id, 'task.claimed', 'task', id, ${by},
        jsonb_build_object('task_id', task_id, 'from', was, 'to', status, 'agent_id', claimed_by,
          'session_id', claimed_session, 'attempt', attempt)
      from taken
    ), logged as (
      insert into ${AgentActivity}
        (project_id, agent_uuid, session_uuid, activity_type, actor, success, response_time_ms, details)
      select project_id, claimed_by_uuid, session_uuid, 'TASK_CLAIMED', ${by}, true, ${sinceBegun},
        jsonb_build_object('task_id', task_id)
      from taken
    )
    select late.overdue, (select id from picked where tied) as tie, ${rows.shown} from late left join taken t on true`;
  if (row.id !== null) return { overdue: row.overdue, taken: rows.of(row) };
  return { overdue: row.overdue, tied: row.tie ?? undefined };
}
