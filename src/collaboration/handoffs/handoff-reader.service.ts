import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { Agent } from '../../agents/agent.entity';
import { Roster } from '../../agents/roster.service';
import { Database } from '../../database/database';
import { identify } from '../../database/identify';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { nearest } from '../../problems/nearest';
import { notFound } from '../../problems/problem';
import { TaskRows } from '../../tasks/task-rows.service';
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
      query.andWhere('handoff.participants @> array[cast(:agent as uuid)]', { agent: await idOf(agentId) });
    }
    if (status !== undefined) query.andWhere({ status });
    if (taskId !== undefined) query.andWhere({ taskUuid: (await this.tasks.find(scope, taskId)).id });
    if (workflowId !== undefined) query.andWhere(identifyRun(workflowId));
    return page(query, request);
  }

  /** Those that wait for an answer of an agent, the first to expire first, and how many there are. */
  async offeredTo(scope: Scope, agentUuid: string, limit: number): Promise<[Handoff[], number]> {
    return this.handoffs(scope)
      .andWhere({ toAgentUuid: agentUuid, status: 'OFFERED' })
      .orderBy('handoff.expiresAt')
      .addOrderBy('handoff.id')
      .take(limit)
      .getManyAndCount();
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
