import { AgentActivity } from '../../agents/agent-activity.entity';
import { AgentSession } from '../../agents/agent-session.entity';
import { type Database, Fragment, part } from '../../database/database';
import { isUuid } from '../../database/identify';
import type { Scope } from '../../database/scope';
import { Event } from '../../events/event.entity';
import { hoursSoFar, sinceBegun } from '../leases/lease.queries';
import { TaskDependency } from '../task-dependency.entity';
import { Task } from '../task.entity';
import { isTaskOver } from '../task.flow';
import type { TaskMove } from '../task.moves';
import { named, type ShownTask, type TaskRows } from '../task-rows.service';

/** One task that moves. What is null stays as it is, but for quality and reason. */
export interface MoveEntry {
  /** Its UUID or readable id. */
  name: string;
  token: string | null;
  /** Whether the token must be that of the lease, which must not have run out; or null, and there be none. */
  holds: boolean;
  hours: number | null;
  files: string[] | null;
  data: Record<string, unknown> | null;
  log: string | null;
  notes: string | null;
  quality: number | null;
  reason: string | null;
}

/**
 * One statement does all that a move does: the tasks, unless their state or their lease forbid it; the dependants that
 * no longer wait for them, or wait again; the open work of the sessions; the agents' log; the events.
 *
 * It sees who depends on a task as of its beginning, so it moves only the very version of the row that it saw then
 * (`ctid`): whoever adds or removes a dependency writes the rows at both ends anew.
 * @param entries different tasks, none of which depends on another one of them
 * @param touched whether the caller has locked the tasks, what they are tied to, and has counted the change of their
 * stories; else tied tasks and those of stories do not move
 * @returns the tasks that have moved
 */
export async function writeMove(
  db: Database,
  rows: TaskRows,
  scope: Scope,
  { from, to, past, fenced, touches }: TaskMove,
  entries: readonly MoveEntry[],
  touched: boolean,
): Promise<ShownTask[]> {
  const names = entries.map(({ name }) => name);
  const match = names.every(isUuid) ? part`t.id::text = entry.name` : part`entry.name in (t.task_id, t.id::text)`;
  const ended = isTaskOver(to) || to === 'FAILED';
  const waits = new Fragment(`(t.status in ('COMPLETED', 'CANCELLED'))::int - ${Number(isTaskOver(to))}`);
  const moved = await db.sql<object>`
    with entry as materialized (
      select t.id, t.ctid as seen, t.status as was, t.session_uuid as session, ${waits} as waits, entry.*
      from ${Task} t join jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as entry (
        name text, token uuid, holds boolean, hours double precision, files text[], data jsonb, log text, notes text,
        quality smallint, reason text) on ${match}
      where ${named(scope, names)} and (t.story_uuid is null or ${touched || !touches}::boolean) and (not t.tied or ${touched}::boolean)
    ), session as materialized (
      select id from ${AgentSession} where id = any(array(select session from entry)) order by id for no key update
    ), moved as (
      update ${Task} t set status = ${to}, lease_token = null, lease_expires_at = null, session_uuid = null,
        actual_hours = coalesce(entry.hours, ${hoursSoFar}), output_files = coalesce(entry.files, t.output_files),
        output_data = coalesce(entry.data, t.output_data), execution_log = coalesce(entry.log, t.execution_log),
        validation_notes = coalesce(entry.notes, t.validation_notes), quality_score = entry.quality,
        reason = entry.reason, ended_at = case when ${ended}::boolean then now() end, updated_at = now(),
        version = t.version + 1
      from entry
      where t.id = entry.id and t.ctid = entry.seen and (select count(*) from session) >= 0 and t.status::text = any(${from})
        and (not entry.holds or t.lease_token is not distinct from entry.token)
        and (not entry.holds or t.lease_token is null or t.lease_expires_at > clock_timestamp())
      returning ${db.columns(Task, 't')}, entry.was, entry.session, entry.waits
    ), finished as (
      update ${AgentSession} s set open_work = greatest(0, s.open_work - over.tasks), updated_at = now(),
        version = s.version + 1
      from (select session, count(*)::int as tasks from moved group by session) over
      where s.id = over.session and s.ended_at is null
    ), dependants as materialized (
      select d.id, e.waits, e.task_id as after from (
        select e.task_uuid, sum(moved.waits)::int as waits, min(moved.task_id) as task_id
        from moved join ${TaskDependency} e on e.depends_on_uuid = moved.id
        where moved.waits <> 0 group by e.task_uuid
      ) e join ${Task} d on d.id = e.task_uuid order by d.id for no key update of d
    ), changed as (
      update ${Task} d set waits_for = d.waits_for + dependants.waits, updated_at = now(), version = d.version + 1
      from dependants where d.id = dependants.id
      returning d.id, d.project_id, d.task_id, d.status, d.waits_for, dependants.waits, dependants.after
    ), told as (
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, project_id, ${`task.${past}`}, 'task', id, ${scope.by},
        jsonb_strip_nulls(jsonb_build_object('task_id', task_id, 'from', was, 'to', status,
          'agent_id', claimed_by, 'session_id', claimed_session, 'reason', reason))
      from moved
      union all
      select pg_current_xact_id()::text::bigint, project_id, 'task.ready', 'task', id, ${scope.by},
        jsonb_build_object('task_id', task_id, 'after', after)
      from changed where waits < 0 and waits_for = 0 and status = 'PENDING'
    ), logged as (
      insert into ${AgentActivity}
        (project_id, agent_uuid, session_uuid, activity_type, actor, success, response_time_ms, details)
      select project_id, claimed_by_uuid, session, ${`TASK_${past.toUpperCase()}`}, ${scope.by}, true, ${sinceBegun},
        jsonb_build_object('task_id', task_id)
      from moved where ${fenced}::boolean and claimed_by_uuid is not null
    )
    select ${rows.shown} from moved t`;
  return moved.map((row) => rows.of(row));
}
