import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../database/database';
import type { Page, PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { and, claimOrder, forAgent, inPlace, mayBegin } from './place.query';
import { Task } from './task.entity';
import type { TaskStatus } from './task.flow';
import { TaskPlaces, type Wanted } from './task-places.service';
import { type ShownTask, TaskRows } from './task-rows.service';

export interface TaskFilter extends Wanted {
  status?: TaskStatus;
  dueBefore?: Date;
  tag?: string;
  /** A part of the name or description, in any letter case. */
  text?: string;
}

/** Finds tasks. */
@Injectable()
export class TaskLists {
  constructor(
    private readonly db: Database,
    private readonly rows: TaskRows,
    private readonly places: TaskPlaces,
  ) {}

  /** Oldest first. @throws Problem 404 with look-alikes for an agent, story or epic that is not there */
  async list(scope: Scope, filter: TaskFilter, { after, limit }: PageRequest): Promise<Page<ShownTask>> {
    const { status, dueBefore, tag, text, ...wanted } = filter;
    const like = text && `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const condition = and([
      inPlace(scope.projectId, await this.places.resolve(scope, wanted)),
      after && part`t.id > ${after}`,
      status && part`t.status = ${status}`,
      dueBefore && part`t.due_at < ${dueBefore}`,
      tag && part`t.tags @> array[${tag}]`,
      like && part`(t.name ilike ${like} or t.description ilike ${like})`,
    ]);
    return this.read(condition, part`t.id`, limit);
  }

  /**
   * The tasks that may be claimed now, the first to be claimed first: priority, due date, age.
   * @param wanted an agent's own tasks and those that are for nobody in particular
   */
  async ready(scope: Scope, { agentId, ...wanted }: Wanted, { after, limit }: PageRequest): Promise<Page<ShownTask>> {
    const { agentNames } = await this.places.resolve(scope, { agentId });
    const condition = and([
      part`t.status = 'PENDING'`,
      inPlace(scope.projectId, await this.places.resolve(scope, wanted)),
      mayBegin,
      agentNames && forAgent(agentNames),
      after && (await this.beyond(scope, after)),
    ]);
    return this.read(condition, claimOrder, limit);
  }

  /** What comes after a task in the order of claims. It may have been claimed meanwhile. */
  private async beyond({ projectId }: Scope, id: string): Promise<Part | undefined> {
    const last = await this.db.of(Task).findOneBy({ id, projectId });
    if (!last) return undefined;
    const { priority, dueAt } = last;
    return part`t.priority <= ${priority} and (t.priority < ${priority} or
      (coalesce(t.due_at, 'infinity'), t.id) > (coalesce(${dueAt}::timestamptz, 'infinity'), ${id}::uuid))`;
  }

  private async read(condition: Part, order: Part, limit = 50): Promise<Page<ShownTask>> {
    const rows = await this.db.sql<object>`
      select ${this.rows.shown} from ${Task} t where ${condition} order by ${order} limit ${limit + 1}`;
    const items = rows.slice(0, limit).map((row) => this.rows.of(row));
    return { items, next: rows.length > limit ? items[limit - 1].task.id : null };
  }
}
