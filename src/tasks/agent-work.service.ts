import { Injectable } from '@nestjs/common';
import type { Agent } from '../agents/agent.entity';
import type { KnownAgent } from '../agents/roster.service';
import { Database, Fragment, type Part, part } from '../database/database';
import type { Scope } from '../database/scope';
import { and, claimOrder, inPlace, mayBegin } from './place.query';
import { Task } from './task.entity';
import { namesOf } from './task-places.service';

/** A task that waits for an agent, in few words. */
export type AgentTask = Pick<
  Task,
  'id' | 'taskId' | 'name' | 'status' | 'priority' | 'workflowKey' | 'dueAt' | 'reason'
> & {
  /** Whether it may be claimed now. */
  ready: boolean;
};

/** A part of what waits, and how much there is. */
export interface Waiting<T> {
  items: T[];
  total: number;
}

const shown = new Fragment(`t.id, t.task_id as "taskId", t.name, t.status, t.priority, t.workflow_key as "workflowKey",
  t.due_at as "dueAt", t.reason, t.status = 'PENDING' and t.waits_for = 0 as ready`);

/** What there is to do for one agent: a glance, where lists would say all. */
@Injectable()
export class AgentWork {
  constructor(private readonly db: Database) {}

  /** The tasks that are for this agent and may be claimed now, the first to be claimed first. */
  async ready({ projectId }: Scope, agent: Agent, limit: number): Promise<Waiting<AgentTask>> {
    const place = inPlace(projectId, { agentNames: namesOf(agent) });
    const ready = and([part`t.status = 'PENDING'`, place, mayBegin]);
    const rows = await this.db.sql<AgentTask & { total: number }>`
      select ${shown}, (count(*) over ())::int as total from ${Task} t where ${ready} order by ${claimOrder} limit ${limit}`;
    return { items: rows.map(({ total: _, ...task }) => task), total: rows[0]?.total ?? 0 };
  }

  /** The tasks that a live session has in hand, the first to run out first. */
  inHand(sessionUuid: string): Promise<Task[]> {
    return this.db.of(Task).find({ where: { sessionUuid }, order: { leaseExpiresAt: 'ASC', id: 'ASC' } });
  }

  /** The open tasks that are for this agent or that it has in hand, these first. */
  open({ projectId }: Scope, agent: KnownAgent, limit: number): Promise<AgentTask[]> {
    const inHand: Part = part`t.lease_token is not null and t.claimed_by_uuid = ${agent.id}`;
    return this.db.sql<AgentTask>`
      select ${shown} from ${Task} t where t.id in (
        select t.id from ${Task} t where t.project_id = ${projectId} and t.agent_id = any(${namesOf(agent)})
          and t.status not in ('COMPLETED', 'CANCELLED')
        union all
        select t.id from ${Task} t where t.project_id = ${projectId} and ${inHand}
      ) order by ${inHand} desc, ${claimOrder} limit ${limit}`;
  }
}
