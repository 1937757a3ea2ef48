import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { nextNumber } from '../database/next-number';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { DependenciesService } from './graph/dependencies.service';
import { type Expected, isAsExpected, unexpected } from './moves/expected';
import { Task } from './task.entity';
import { isTaskOver } from './task.flow';
import { type Home, TaskPlaces, type Transfer } from './task-places.service';
import { type LockedTask, type ShownTask, TaskRows } from './task-rows.service';

/** What people say of a task, and may change later. */
export interface TaskFacts extends Partial<
  Pick<Task, 'name' | 'description' | 'taskType' | 'priority' | 'estimatedHours' | 'dueAt' | 'template' | 'tags'>
> {
  /** Null for any agent. */
  agentId?: string | null;
  /** The key of a run, or what else names the workflow. */
  workflowKey?: string | null;
}

/** What is left out stays, null is none. */
export interface TaskChange extends TaskFacts, Transfer {}

export interface NewTask extends TaskFacts {
  name: string;
  storyId?: string;
  epicId?: string;
  dependencies?: string[];
  /** Whether it goes along with something else, and moves only together with that. */
  tied?: boolean;
  /** Whether its work is to judge its story, not to change it. */
  judges?: boolean;
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
   * @throws Problem 404 for an agent, story, epic or dependency that is not there, 409 when the story or epic is over, 422 when
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

  /**
   * @throws Problem 404 for an agent, story or epic that is not there, 409 when a story that it leaves, joins or stays in
   * is over, 412 when it is not as expected, 422 when the story is not of the epic
   */
  async change(scope: Scope, id: string, change: TaskChange, expected: Expected = {}): Promise<ShownTask> {
    const { storyId, epicId, ...facts } = await this.nameAgent(scope, change);
    return this.db.transaction(async () => {
      const found = await this.rows.find(scope, id);
      const asked = Object.values(change).some((value) => value !== undefined);
      const home = asked ? await this.places.transfer(scope, found, { storyId, epicId }) : found;
      const [task] = await this.rows.lock(scope, [found.id], true);
      if (!isAsExpected(task, expected) || task.storyUuid !== found.storyUuid) throw unexpected(task);
      if (asked) await this.write(scope, task, { ...facts, ...(isElsewhere(found, home) && home) });
      return (await this.rows.read([task.id]))[0];
    });
  }

  private async write(scope: Scope, { id, taskId }: LockedTask, values: Partial<Task>): Promise<void> {
    const changed = Object.entries(values).filter(([, value]) => value !== undefined);
    if (changed.length) await this.db.of(Task).update({ id }, Object.fromEntries(changed));
    const data = { task_id: taskId, changed: changed.map(([property]) => property) };
    await this.events.add(scope, 'task.changed', { type: 'task', id }, data);
  }

  private async nameAgent<Facts extends TaskFacts>(scope: Scope, facts: Facts): Promise<Facts> {
    const { agentId } = facts;
    return agentId ? { ...facts, agentId: await this.places.agentName(scope, agentId) } : facts;
  }
}

const isElsewhere = (before: Home, after: Home) =>
  before.storyUuid !== after.storyUuid || before.epicUuid !== after.epicUuid;
