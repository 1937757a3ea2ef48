import { Injectable } from '@nestjs/common';
import type { Agent } from '../../agents/agent.entity';
import { Roster } from '../../agents/roster.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Problem } from '../../problems/problem';
import { isTaskOver } from '../task.flow';
import type { LockedTask } from '../task-rows.service';
import { TasksService } from '../tasks.service';
import { LeaseEnds } from './lease-ends.service';
import { whereabouts } from './lease-lost';

/** Gives a task from one agent to another. */
@Injectable()
export class TaskHandover {
  constructor(
    private readonly db: Database,
    private readonly tasks: TasksService,
    private readonly roster: Roster,
    private readonly ends: LeaseEnds,
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
      const task = await this.ends.lock(scope, id);
      if (isTaskOver(task.status)) return;
      if (task.leaseToken && task.claimedByUuid !== to.id) {
        if (task.claimedByUuid !== from.id && !task.overdue) throw withAnother(task);
        await this.ends.takeFor(scope, task, to);
      }
      await this.tasks.change(scope, task.id, { agentId: await this.roster.nameOf(scope, to) });
    });
  }
}

const withAnother = (task: LockedTask) =>
  new Problem('task-taken', 409, 'The task is taken', {
    detail: `The task '${task.taskId}' cannot be handed over: it ${whereabouts(task)}.`,
    retryable: true,
  });
