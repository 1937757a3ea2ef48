import { Injectable } from '@nestjs/common';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { AgentSession } from '../../agents/agent-session.entity';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Event } from '../../events/event.entity';
import { refusalOf } from '../leases/lease-lost';
import { hoursSoFar } from '../leases/lease.queries';
import { TaskDependency } from '../task-dependency.entity';
import { Task } from '../task.entity';
import { isTaskOver } from '../task.flow';
import { type MoveName, type TaskMove, taskMoves } from '../task.moves';
import { TaskPlaces } from '../task-places.service';
import { type ShownTask, TaskRows } from '../task-rows.service';
import { type Expected, refuseUnexpected } from './expected';

/** What a caller says with a move. */
export interface MoveDetails {
  leaseToken?: string;
  reason?: string;
  outputFiles?: string[];
  outputData?: Record<string, unknown>;
  qualityScore?: number;
  actualHours?: number;
  executionLog?: string;
  validationNotes?: string;
}

/** The moves of a task by their names. Whatever follows from one happens in its transaction. */
@Injectable()
export class MovesService {
  constructor(
    private readonly db: Database,
    private readonly rows: TaskRows,
    private readonly places: TaskPlaces,
  ) {}

  /**
   * Moves a task.
   * @throws Problem 409 when its state does not allow it, its lease is not held, or its story is over; 412 when it is
   * not as expected
   */
  async move(
    scope: Scope,
    id: string,
    name: MoveName,
    details: MoveDetails = {},
    expected: Expected = {},
  ): Promise<ShownTask> {
    const begun = performance.now();
    const move = taskMoves[name];
    return this.db.transaction(async () => {
      const task = await this.rows.lock(scope, id, move.touches);
      refuseUnexpected(task, expected);
      if (move.touches) await this.places.touch(scope, task);
      const moved = await this.write(scope, task, move, details, performance.now() - begun);
      if (!moved) throw refusalOf(task, move, details.leaseToken);
      return moved;
    });
  }

  /**
   * One statement does all that a move does: the task, unless its state or its lease forbid it; the dependants that no
   * longer wait for it, or wait again; the session's open work; the log of the agent; the events.
   * @param task as locked by the current transaction
   */
  private async write(
    { projectId, by }: Scope,
    task: Task,
    { from, to, past, fenced }: TaskMove,
    details: MoveDetails,
    elapsedMs: number,
  ): Promise<ShownTask | undefined> {
    const token = details.leaseToken ?? null;
    const holds = fenced || token !== null;
    const waits = Number(isTaskOver(task.status)) - Number(isTaskOver(to));
    const ended = isTaskOver(to) || to === 'FAILED';
    const [row] = await this.db.sql<object>`
      with moved as (
        update ${Task} t set status = ${to}, lease_token = null, lease_expires_at = null, session_uuid = null,
          actual_hours = coalesce(${details.actualHours ?? null}::double precision, ${hoursSoFar}),
          output_files = coalesce(${details.outputFiles ?? null}::text[], t.output_files),
          output_data = coalesce(${details.outputData ?? null}::jsonb, t.output_data),
          execution_log = coalesce(${details.executionLog ?? null}::text, t.execution_log),
          validation_notes = coalesce(${details.validationNotes ?? null}::text, t.validation_notes),
          quality_score = ${details.qualityScore ?? null}::smallint, reason = ${details.reason ?? null}::text,
          ended_at = case when ${ended}::boolean then now() end, updated_at = now(), version = t.version + 1
        where t.id = ${task.id} and t.project_id = ${projectId} and t.status::text = any(${from})
          and (not ${holds}::boolean or t.lease_token is not distinct from ${token}::uuid)
          and (not ${holds}::boolean or t.lease_token is null or t.lease_expires_at > clock_timestamp())
        returning ${this.db.columns(Task, 't')}
      ), finished as (
        update ${AgentSession} s set open_work = s.open_work - 1, updated_at = now(), version = s.version + 1
        where s.id = ${task.sessionUuid} and s.ended_at is null and s.open_work > 0 and exists (select from moved)
      ), dependants as materialized (
        select d.id from moved join ${TaskDependency} e on e.depends_on_uuid = moved.id
          join ${Task} d on d.id = e.task_uuid
        where ${waits}::int <> 0 order by d.id for no key update of d
      ), changed as (
        update ${Task} d set waits_for = d.waits_for + ${waits}::int, updated_at = now(), version = d.version + 1
        from dependants where d.id = dependants.id returning d.id, d.task_id, d.status, d.waits_for
      ), told as (
        insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
        select pg_current_xact_id()::text::bigint, t.project_id, ${`task.${past}`}, 'task', t.id, ${by},
          jsonb_strip_nulls(jsonb_build_object('task_id', t.task_id, 'from', ${task.status}::text, 'to', t.status,
            'agent_id', t.claimed_by, 'session_id', t.claimed_session, 'reason', t.reason))
        from moved t
        union all
        select pg_current_xact_id()::text::bigint, ${projectId}::uuid, 'task.ready', 'task', c.id, ${by},
          jsonb_build_object('task_id', c.task_id, 'after', ${task.taskId}::text)
        from changed c where ${waits}::int < 0 and c.waits_for = 0 and c.status = 'PENDING'
      ), logged as (
        insert into ${AgentActivity}
          (project_id, agent_uuid, session_uuid, activity_type, actor, success, response_time_ms, details)
        select t.project_id, t.claimed_by_uuid, ${task.sessionUuid}::uuid, ${`TASK_${past.toUpperCase()}`}, ${by}, true,
          ${elapsedMs}::real, jsonb_build_object('task_id', t.task_id)
        from moved t where ${fenced}::boolean and t.claimed_by_uuid is not null
      )
      select ${this.rows.shown} from moved t`;
    return row && this.rows.of(row);
  }
}
