import { Injectable } from '@nestjs/common';
import { AgentWork } from '../../tasks/agent-work.service';
import { ClaimsService } from '../../tasks/leases/claims.service';
import { leaseLost } from '../../tasks/leases/lease-lost';
import { LeasesService } from '../../tasks/leases/leases.service';
import type { Wanted } from '../../tasks/task-places.service';
import { type ShownTask, TaskRows } from '../../tasks/task-rows.service';
import type { Task } from '../../tasks/task.entity';
import { type Answer, prose } from '../answers/fit';
import { refOrNone, refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import type { ReportInput } from '../input/report.input';
import { Briefings } from './briefings.service';

/** Takes tasks up for agents and keeps them. */
@Injectable()
export class TaskLeases {
  constructor(
    private readonly claims: ClaimsService,
    private readonly leases: LeasesService,
    private readonly rows: TaskRows,
    private readonly work: AgentWork,
    private readonly briefings: Briefings,
  ) {}

  /** This very task. @throws Problem 409 naming its owner or what it waits for */
  async start(caller: Caller, id: string, leaseSeconds?: number): Promise<Answer> {
    return this.taken(caller, await this.claims.start(caller.scope, id, { ...workerOf(caller), leaseSeconds }));
  }

  /** The best ready task that fits; undefined when there is none. */
  async best(caller: Caller, wanted: Wanted, leaseSeconds?: number): Promise<Answer | undefined> {
    const taken = await this.claims.claim(caller.scope, { ...workerOf(caller), leaseSeconds }, wanted);
    return taken && this.taken(caller, taken);
  }

  /** Has the lease of a task last longer. @throws Problem 409 when the caller does not hold it */
  async keep(caller: Caller, id: string, { lease_seconds: seconds }: ReportInput): Promise<Answer> {
    const task = await this.rows.find(caller.scope, id);
    const token = tokenOf(task, caller);
    if (!token) throw leaseLost(task);
    const kept = await this.leases.extend(caller.scope, task.id, token, seconds);
    return {
      id: refTo('task', kept.task.taskId),
      status: kept.task.status,
      lease_expires_at: kept.task.leaseExpiresAt,
    };
  }

  /** The tasks that the caller has in hand. */
  held({ session }: Caller): Promise<Task[]> {
    return this.work.inHand(session.id);
  }

  /** All that is needed to begin. */
  private async taken(caller: Caller, { task, storyId, epicId }: ShownTask): Promise<Answer> {
    const id = refTo('task', task.taskId);
    const about = [task.name, task.description ?? ''].join('\n');
    const next = { session: caller.handle, id };
    return {
      id,
      name: prose(task.name),
      status: task.status,
      lease_expires_at: task.leaseExpiresAt,
      story: refOrNone('story', storyId),
      epic: refOrNone('epic', epicId),
      run: refOrNone('run', task.workflowKey),
      follow: task.template,
      attempt: task.attempt > 1 ? task.attempt : undefined,
      description: prose(task.description),
      open_criteria: await this.briefings.openCriteria(caller.scope, storyId),
      memories: await this.briefings.memories(caller, about, 'TASK'),
      next: [
        { tool: 'finish', args: { ...next, note: '…', files: [] } },
        { tool: 'report', args: next },
      ],
    };
  }
}

const workerOf = ({ agentId, sessionId }: Caller) => ({ agentId, sessionId });

/** The lease under which a caller has a task; undefined when it has none. */
export const tokenOf = ({ sessionUuid, leaseToken }: Task, { session }: Caller): string | undefined =>
  (sessionUuid === session.id && leaseToken) || undefined;
