import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { Database } from '../database/database';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { Story } from '../stories/story.entity';
import { Task } from './task.entity';
import type { TaskStatus } from './task.flow';
import { type Place, TaskPlaces, type Wanted } from './task-places.service';
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
  async list(scope: Scope, { status, dueBefore, tag, text, ...wanted }: TaskFilter, request: PageRequest) {
    const tasks = this.narrow(scope, await this.places.resolve(scope, wanted));
    if (status) tasks.andWhere('task.status = :status', { status });
    if (dueBefore) tasks.andWhere('task.dueAt < :dueBefore', { dueBefore });
    if (tag) tasks.andWhere('task.tags @> array[:tag]', { tag });
    if (text) {
      const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
      tasks.andWhere('(task.name ilike :like or task.description ilike :like)', { like });
    }
    return this.shown(await page(tasks, request));
  }

  /**
   * The tasks that may be claimed now, the first to be claimed first: priority, due date, age.
   * @param wanted an agent's own tasks and those that are for nobody in particular
   */
  async ready(scope: Scope, { agentId, ...wanted }: Wanted, request: PageRequest): Promise<Page<ShownTask>> {
    const { agentNames } = await this.places.resolve(scope, { agentId });
    const { after, limit = 50 } = request;
    const tasks = this.narrow(scope, await this.places.resolve(scope, wanted))
      .andWhere("task.status = 'PENDING' and task.waitsFor = 0")
      .leftJoin('task.story', 'story')
      .andWhere("(story.id is null or story.status not in ('DONE', 'CANCELLED'))");
    if (agentNames) tasks.andWhere('(task.agentId is null or task.agentId in (:...agentNames))', { agentNames });
    if (after) await this.goOn(tasks, scope, after);
    const found = await tasks
      .orderBy('task.priority', 'DESC')
      .addOrderBy('task.dueAt', 'ASC')
      .addOrderBy('task.id', 'ASC')
      .limit(limit + 1)
      .getMany();
    const items = found.slice(0, limit);
    return this.shown({ items, next: found.length > limit ? items[limit - 1].id : null });
  }

  /** Leaves out what comes before and including `after` in the order of claims; it may have been claimed meanwhile. */
  private async goOn(tasks: SelectQueryBuilder<Task>, { projectId }: Scope, after: string): Promise<void> {
    const last = await this.db.of(Task).findOneBy({ id: after, projectId });
    if (!last) return;
    tasks.andWhere(
      `(task.priority < :priority or task.priority = :priority
        and (coalesce(task.dueAt, 'infinity'), task.id) > (coalesce(:dueAt::timestamptz, 'infinity'), :after))`,
      { priority: last.priority, dueAt: last.dueAt, after },
    );
  }

  private narrow({ projectId }: Scope, place: Place): SelectQueryBuilder<Task> {
    const { agentNames, storyUuid, epicUuid, workflowPattern, priority, tags } = place;
    const tasks = this.db.of(Task).createQueryBuilder('task').select('task.id').where({ projectId });
    if (agentNames) tasks.andWhere('task.agentId in (:...agentNames)', { agentNames });
    if (priority) tasks.andWhere('task.priority = :priority', { priority });
    if (storyUuid) tasks.andWhere('task.storyUuid = :storyUuid', { storyUuid });
    if (workflowPattern) tasks.andWhere('task.workflowKey ~ :workflowPattern', { workflowPattern });
    if (tags) tasks.andWhere('task.tags @> :tags', { tags });
    if (epicUuid) {
      const ofStories = `task.storyUuid in (select id from ${this.db.table(Story)} where epic_uuid = :epicUuid)`;
      tasks.andWhere(`(task.epicUuid = :epicUuid or ${ofStories})`, { epicUuid });
    }
    return tasks;
  }

  private async shown({ items, next }: Page<Task>): Promise<Page<ShownTask>> {
    return { items: await this.rows.read(items.map(({ id }) => id)), next };
  }
}
