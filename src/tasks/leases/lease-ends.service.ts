import { Injectable } from '@nestjs/common';
import type { Agent } from '../../agents/agent.entity';
import { SessionsService } from '../../agents/sessions.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Event } from '../../events/event.entity';
import { Task } from '../task.entity';
import { type LockedTask, TaskRows } from '../task-rows.service';
import { TaskTies } from '../ties/task-ties.service';
import { freed } from './lease.queries';

/** Ends leases that their holders have not ended themselves. */
@Injectable()
export class LeaseEnds {
  constructor(
    private readonly db: Database,
    private readonly rows: TaskRows,
    private readonly sessions: SessionsService,
    private readonly ties: TaskTies,
  ) {}

  /** Locks a task, after what it is tied to and its story. @throws Problem 404 */
  async lock(scope: Scope, id: string): Promise<LockedTask> {
    await this.ties.lock(scope, [id]);
    const [task] = await this.rows.lock(scope, [id], true);
    return task;
  }

  /** Takes a task, which is locked, out of the hands of who works on it, for another agent. What it is tied to goes along. */
  async takeFor(scope: Scope, task: LockedTask, to: Pick<Agent, 'agentId'>): Promise<void> {
    if (task.sessionUuid) await this.sessions.finished(scope, task.sessionUuid);
    await this.db.sql`
      with released as (
        update ${Task} t set ${freed} where t.id = ${task.id} returning t.id, t.project_id, t.task_id, t.status
      )
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, project_id, 'task.handed_over', 'task', id, ${scope.by},
        jsonb_build_object('task_id', task_id, 'from', ${task.status}::text, 'to', status,
          'agent_id', ${task.claimedBy}::text, 'session_id', ${task.claimedSession}::text, 'to_agent_id', ${to.agentId}::text)
      from released`;
    await this.ties.moved(scope, await this.rows.read([task.id]), 'release');
  }
}
