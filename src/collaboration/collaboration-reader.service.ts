import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { Agent } from '../agents/agent.entity';
import { Roster } from '../agents/roster.service';
import { Database } from '../database/database';
import { identify } from '../database/identify';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { nearest } from '../problems/nearest';
import { notFound } from '../problems/problem';
import type { Waiting } from '../tasks/agent-work.service';
import { TaskRows } from '../tasks/task-rows.service';
import { Collaboration, type CollaborationType } from './collaboration.entity';

/** Which collaborations are asked for, in the words of a caller. */
export interface CollaborationFilter {
  type?: CollaborationType;
  /** One that takes part. */
  agentId?: string;
  /** Whether it goes on. */
  open?: boolean;
  taskId?: string;
  /** The key of a run, as given. */
  workflowId?: string;
}

/** A collaboration with the readable ids of those who take part, in order. */
export interface ShownCollaboration {
  collaboration: Collaboration;
  participants: string[];
}

/** That an agent takes part in what is no handoff; and in anything. */
const IN_COMPANY = "one.type <> 'HANDOFF' and one.participants @> array[cast(:agent as uuid)]";
const TAKES_PART = `(one.fromAgentUuid = :agent or one.toAgentUuid = :agent or (${IN_COMPANY}))`;

/** Finds collaborations of every type. */
@Injectable()
export class CollaborationReader {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly tasks: TaskRows,
  ) {}

  /** The collaboration of a UUID or a readable id. @throws Problem 404 with look-alikes */
  async find(scope: Scope, id: string): Promise<ShownCollaboration> {
    const found = await this.all(scope).andWhere(identify(id, 'collaborationId')).getMany();
    if (found.length) return (await this.show(found))[0];
    const recent = await this.db.of(Collaboration).find({
      select: { collaborationId: true },
      where: { projectId: scope.projectId },
      order: { id: 'DESC' },
      take: 1000,
    });
    const ids = recent.map(({ collaborationId }) => collaborationId);
    throw notFound('collaboration', id, nearest(id, ids));
  }

  /** Oldest first. @throws Problem 404 with look-alikes for an agent or task that is not there */
  async list(scope: Scope, filter: CollaborationFilter, request: PageRequest): Promise<Page<ShownCollaboration>> {
    const { type, agentId, open, taskId, workflowId } = filter;
    const query = this.all(scope);
    if (type !== undefined) query.andWhere({ type });
    if (agentId !== undefined) query.andWhere(TAKES_PART, { agent: (await this.roster.find(scope, agentId)).id });
    if (open !== undefined) query.andWhere(`one.endedAt is ${open ? '' : 'not'} null`);
    if (taskId !== undefined) query.andWhere({ taskUuid: (await this.tasks.find(scope, taskId)).id });
    if (workflowId !== undefined) query.andWhere({ workflowKey: workflowId });
    const { items, next } = await page(query, request);
    return { items: await this.show(items), next };
  }

  /** The reviews, consultations and other work in company that go on with an agent, oldest first. */
  async openWith(scope: Scope, agentUuid: string, limit: number): Promise<Waiting<ShownCollaboration>> {
    const query = this.all(scope).andWhere(`one.endedAt is null and ${IN_COMPANY}`, { agent: agentUuid });
    const [items, total] = [await query.orderBy('one.id').limit(limit).getMany(), await query.getCount()];
    return { items: await this.show(items), total };
  }

  private all({ projectId }: Scope): SelectQueryBuilder<Collaboration> {
    return this.db
      .of(Collaboration)
      .createQueryBuilder('one')
      .leftJoin('one.task', 'task')
      .addSelect(['task.id', 'task.taskId'])
      .where({ projectId });
  }

  private async show(collaborations: readonly Collaboration[]): Promise<ShownCollaboration[]> {
    const ids = [...new Set(collaborations.flatMap(({ participants }) => participants))];
    const agents = await this.db.sql<Pick<Agent, 'id' | 'agentId'>>`
      select id, agent_id as "agentId" from ${Agent} where id = any(${ids}::uuid[])`;
    const names = new Map(agents.map(({ id, agentId }) => [id, agentId]));
    return collaborations.map((collaboration) => ({
      collaboration,
      participants: collaboration.participants.flatMap((id) => names.get(id) ?? []),
    }));
  }
}
