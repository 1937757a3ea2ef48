import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { nextNumber } from '../database/next-number';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { DependenciesService } from './graph/dependencies.service';
import { type Expected, isAsExpected, unexpected } from './moves/expected';
import { Task } from './task.entity';
import { isTaskOver } from './task.flow';
import { TaskPlaces } from './task-places.service';
import { type ShownTask, TaskRows } from './task-rows.service';

/** What people say of a task, and may change later. */
export interface TaskFacts extends Partial<
  Pick<Task, 'name' | 'description' | 'taskType' | 'priority' | 'estimatedHours' | 'dueAt' | 'template' | 'tags'>
> {
  /** Null for any agent. */
  agentId?: string | null;
  /** The key of a run, or what else names the workflow. */
  workflowKey?: string | null;
}

export interface NewTask extends TaskFacts {
  name: string;
  storyId?: string;
  epicId?: string;
  dependencies?: string[];
  /** Whether it goes along with something else, and moves only together with that. */
  tied?: boolean;
}

/** Makes and changes tasks. */
@Injectable()
export class TasksService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly rows: TaskRows,
    private readonly places: TaskPlaces,
    private readonly dependencies: DependenciesService,
  ) {}

  /**
   * @throws Problem 404 for an agent, story, epic or dependency that is not there, 409 when the story is over, 422 when
   * it is not of that epic
   */
  async create(scope: Scope, { storyId, epicId, dependencies = [], ...facts }: NewTask): Promise<ShownTask> {
    const named = await this.nameAgent(scope, facts);
    return this.db.transaction(async () => {
      const place = await this.places.settle(scope, storyId, epicId);
      const before = await this.dependencies.hold(scope, dependencies);
      const { projectId } = scope;
      const taskId = `T-${await nextNumber(this.db, projectId, 'task')}`;
      const waitsFor = before.filter(({ status }) => !isTaskOver(status)).length;
      const [id] = await this.db.insert(Task, { ...named, ...place, projectId, taskId, waitsFor });
      await this.dependencies.insert(scope, id, before);
      await this.events.add(scope, 'task.created', { type: 'task', id }, { task_id: taskId, waits_for: waitsFor });
      return (await this.rows.read([id]))[0];
    });
  }

  /** @throws Problem 404 for an unknown agent, 409 when its story is over, 412 when it is not as expected */
  async change(scope: Scope, id: string, facts: TaskFacts, expected: Expected = {}): Promise<ShownTask> {
    const named = await this.nameAgent(scope, facts);
    return this.db.transaction(async () => {
      const [task] = await this.rows.lock(scope, [id], true);
      if (!isAsExpected(task, expected)) throw unexpected(task);
      const changed = Object.entries(named).filter(([, value]) => value !== undefined);
      if (changed.length) {
        await this.places.touch(scope, [task]);
        await this.db.of(Task).update({ id: task.id }, Object.fromEntries(changed));
        const data = { task_id: task.taskId, changed: changed.map(([property]) => property) };
        await this.events.add(scope, 'task.changed', { type: 'task', id: task.id }, data);
      }
      return (await this.rows.read([task.id]))[0];
    });
  }

  private async nameAgent<Facts extends TaskFacts>(scope: Scope, facts: Facts): Promise<Facts> {
    const { agentId } = facts;
    return agentId ? { ...facts, agentId: await this.places.agentName(scope, agentId) } : facts;
  }
}
