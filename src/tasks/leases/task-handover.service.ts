import { Injectable } from '@nestjs/common';
import type { Agent } from '../../agents/agent.entity';
import { Roster } from '../../agents/roster.service';
import { SessionsService } from '../../agents/sessions.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Event } from '../../events/event.entity';
import { Problem } from '../../problems/problem';
import { isTaskOver } from '../task.flow';
import { Task } from '../task.entity';
import { type LockedTask, TaskRows } from '../task-rows.service';
import { TasksService } from '../tasks.service';
import { whereabouts } from './lease-lost';
import { freed } from './lease.queries';

/** Gives a task from one agent to another. */
@Injectable()
export class TaskHandover {
  constructor(
    private readonly db: Database,
    private readonly rows: TaskRows,
    private readonly tasks: TasksService,
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * Makes a task one for `to`. A lease that `from` holds on it ends: its token opens nothing any more. One that `to`
   * holds goes on. A task that is over stays as it is.
   * @throws Problem 409 when somebody else works on it, or its story is over
   */
  async handOver(
    scope: Scope,
    id: string,
    from: Pick<Agent, 'id'>,
    to: Pick<Agent, 'id' | 'agentId' | 'pack'>,
  ): Promise<void> {
    await this.db.transaction(async () => {
      const [task] = await this.rows.lock(scope, [id], true);
      if (isTaskOver(task.status)) return;
      if (task.leaseToken && task.claimedByUuid !== to.id) await this.release(scope, task, from, to);
      await this.tasks.change(scope, task.id, { agentId: await this.roster.nameOf(scope, to) });
    });
  }

  private async release(
    scope: Scope,
    task: LockedTask,
    from: Pick<Agent, 'id'>,
    to: Pick<Agent, 'agentId'>,
  ): Promise<void> {
    if (task.claimedByUuid !== from.id && task.leaseExpiresAt! > new Date()) throw withAnother(task);
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
  }
}

const withAnother = (task: LockedTask) =>
  new Problem('task-taken', 409, 'The task is taken', {
    detail: `The task '${task.taskId}' cannot be handed over: it ${whereabouts(task)}.`,
    retryable: true,
  });
