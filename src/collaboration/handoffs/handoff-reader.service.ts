import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { Agent } from '../../agents/agent.entity';
import { Roster } from '../../agents/roster.service';
import { Database } from '../../database/database';
import { identify } from '../../database/identify';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { nearest } from '../../problems/nearest';
import { notFound } from '../../problems/problem';
import type { Waiting } from '../../tasks/agent-work.service';
import { TaskRows } from '../../tasks/task-rows.service';
import { Task } from '../../tasks/task.entity';
import { Collaboration } from '../collaboration.entity';
import type { HandoffStatus } from './handoff.flow';

/** A row of the type HANDOFF, with the names of its agents and its task. */
export type Handoff = Collaboration & {
  status: HandoffStatus;
  fromAgentUuid: string;
  toAgentUuid: string;
  fromAgent: Pick<Agent, 'id' | 'agentId' | 'pack'>;
  toAgent: Pick<Agent, 'id' | 'agentId' | 'pack'>;
  completeness: number;
  expiresAt: Date;
};

/** An offer that waits for an answer, in few words. */
export type OfferedHandoff = Pick<Handoff, 'id' | 'summary' | 'workflowKey' | 'completeness' | 'expiresAt'> & {
  handoffId: string;
  fromAgentId: string;
  taskId: string | null;
};

/** How much of a summary a glance shows, in characters. */
const GLANCE = 200;

/** Which handoffs are asked for, in the words of a caller. */
export interface HandoffFilter {
  /** The giver, the receiver, or either of them. */
  fromAgentId?: string;
  toAgentId?: string;
  agentId?: string;
  status?: HandoffStatus;
  taskId?: string;
  /** The key or UUID of a run. */
  workflowId?: string;
}

const names = ['id', 'agentId', 'pack'].flatMap((column) => [`giver.${column}`, `receiver.${column}`]);

/** Finds handoffs. */
@Injectable()
export class HandoffReader {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly tasks: TaskRows,
  ) {}

  /** The handoff of a UUID or a readable id. @throws Problem 404 with look-alikes */
  async find(scope: Scope, id: string): Promise<Handoff> {
    const handoff = await this.handoffs(scope).andWhere(identify(id, 'collaborationId')).getOne();
    if (handoff) return handoff;
    const where = { projectId: scope.projectId, type: 'HANDOFF' as const };
    const recent = await this.db
      .of(Collaboration)
      .find({ select: { collaborationId: true }, where, order: { id: 'DESC' }, take: 1000 });
    const ids = recent.map(({ collaborationId }) => collaborationId);
    throw notFound('handoff', id, nearest(id, ids));
  }

  /** Oldest first. @throws Problem 404 with look-alikes for an agent or task that is not there */
  async list(scope: Scope, filter: HandoffFilter, request: PageRequest): Promise<Page<Handoff>> {
    const { fromAgentId, toAgentId, agentId, status, taskId, workflowId } = filter;
    const idOf = async (name: string) => (await this.roster.find(scope, name)).id;
    const query = this.handoffs(scope);
    if (fromAgentId !== undefined) query.andWhere({ fromAgentUuid: await idOf(fromAgentId) });
    if (toAgentId !== undefined) query.andWhere({ toAgentUuid: await idOf(toAgentId) });
    if (agentId !== undefined) {
      query.andWhere('(handoff.fromAgentUuid = :agent or handoff.toAgentUuid = :agent)', {
        agent: await idOf(agentId),
      });
    }
    if (status !== undefined) query.andWhere({ status });
    if (taskId !== undefined) query.andWhere({ taskUuid: (await this.tasks.find(scope, taskId)).id });
    if (workflowId !== undefined) query.andWhere(identifyRun(workflowId));
    return page(query, request);
  }

  /** How a task changed hands last, unless that came to nothing. */
  async newestOn(scope: Scope, taskUuid: string): Promise<Handoff | undefined> {
    const handoff = this.handoffs(scope)
      .andWhere({ taskUuid })
      .andWhere("handoff.status in ('OFFERED', 'ACCEPTED', 'COMPLETED')")
      .orderBy('handoff.id', 'DESC');
    return (await handoff.limit(1).getOne()) ?? undefined;
  }

  /** Those that wait for an answer of an agent, the first to expire first. */
  async offeredTo({ projectId }: Scope, agentUuid: string, limit: number): Promise<Waiting<OfferedHandoff>> {
    const rows = await this.db.sql<OfferedHandoff & { total: number }>`
      select h.id, h.collaboration_id as "handoffId", giver.agent_id as "fromAgentId",
        left(h.summary, ${GLANCE}) as summary, (select task_id from ${Task} where id = h.task_uuid) as "taskId",
        h.workflow_key as "workflowKey", h.completeness, h.expires_at as "expiresAt", (count(*) over ())::int as total
      from ${Collaboration} h join ${Agent} giver on giver.id = h.from_agent_uuid
      where h.project_id = ${projectId} and h.to_agent_uuid = ${agentUuid} and h.status = 'OFFERED' and h.expires_at > now()
      order by h.expires_at, h.id limit ${limit}`;
    return { items: rows.map(({ total: _, ...handoff }) => handoff), total: rows[0]?.total ?? 0 };
  }

  private handoffs({ projectId }: Scope): SelectQueryBuilder<Handoff> {
    return this.db
      .of(Collaboration)
      .createQueryBuilder('handoff')
      .innerJoin('handoff.fromAgent', 'giver')
      .innerJoin('handoff.toAgent', 'receiver')
      .leftJoin('handoff.task', 'task')
      .addSelect([...names, 'task.id', 'task.taskId'])
      .where({ projectId, type: 'HANDOFF' }) as SelectQueryBuilder<Handoff>;
  }
}

const identifyRun = (id: string) => {
  const [[column, value]] = Object.entries(identify(id, 'workflowKey'));
  return column === 'id' ? { runUuid: value } : { workflowKey: value };
};
