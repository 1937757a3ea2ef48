import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Problem, unacceptable } from '../../problems/problem';
import { TaskDependency } from '../task-dependency.entity';
import { Task } from '../task.entity';
import { isTaskOver } from '../task.flow';
import { TaskPlaces } from '../task-places.service';
import { TaskRows } from '../task-rows.service';
import { TaskGraph } from './task-graph.service';

/** How many tasks at either end of a long cycle are named. */
const ENDS = 3;

/** Which task waits for which. `waits_for` of a task is kept equal to the number of its dependencies that are not over. */
@Injectable()
export class DependenciesService {
  constructor(
    private readonly db: Database,
    private readonly rows: TaskRows,
    private readonly graph: TaskGraph,
    private readonly places: TaskPlaces,
    private readonly events: Events,
  ) {}

  /**
   * Has a task wait for another one; nothing changes when it does already. One that is in progress goes on.
   * @throws Problem 409 naming the cycle that it would close, or when the task or its story is over
   */
  async add(scope: Scope, id: string, dependsOn: string): Promise<Task> {
    return this.db.transaction(async () => {
      await this.lockGraph(scope);
      const { task, other } = await this.open(scope, id, dependsOn);
      if (task.id === other.id) throw unacceptable('depends_on', `The task '${task.taskId}' cannot wait for itself.`);
      if (isTaskOver(task.status)) throw over(task);
      if (await this.linked(task, other)) return task;
      await this.refuseCycle(task, other);
      await this.places.touch(scope, task);
      await this.insert(scope, task.id, [other]);
      await this.count(task, isTaskOver(other.status) ? 0 : 1);
      await this.tell(scope, 'task.dependency_added', task, other);
      return task;
    });
  }

  /** Lets a task no longer wait for another one. @throws Problem 404 when it does not depend on it */
  async remove(scope: Scope, id: string, dependsOn: string): Promise<Task> {
    return this.db.transaction(async () => {
      const { task, other } = await this.open(scope, id, dependsOn);
      const { affected } = await this.db
        .of(TaskDependency)
        .delete({ taskUuid: task.id, dependsOnUuid: other.id, projectId: scope.projectId });
      if (!affected) throw notLinked(task, other);
      await this.places.touch(scope, task);
      await this.count(task, isTaskOver(other.status) ? 0 : -1);
      await this.tell(scope, 'task.dependency_removed', task, other);
      return task;
    });
  }

  /**
   * The tasks of these ids, each once. Until the transaction ends nobody else changes them, so that a new task which
   * waits for them counts right.
   */
  async hold(scope: Scope, ids: readonly string[]): Promise<Task[]> {
    const found = new Map<string, Task>();
    for (const id of new Set(ids)) {
      const task = await this.rows.find(scope, id);
      found.set(task.id, task);
    }
    return this.lockRows([...found.keys()]);
  }

  /** Has a new task wait for others. Nothing depends on a new task yet, so this closes no cycle. */
  async insert({ projectId }: Scope, taskUuid: string, before: readonly Task[]): Promise<void> {
    if (!before.length) return;
    const edges = before.map(({ id }) => ({ projectId, taskUuid, dependsOnUuid: id }));
    await this.db.of(TaskDependency).insert(edges);
  }

  /** Both ends locked, after the story of the first, which must not be over. */
  private async open(scope: Scope, id: string, dependsOn: string): Promise<{ task: Task; other: Task }> {
    const found = await this.rows.find(scope, id);
    const before = await this.rows.find(scope, dependsOn);
    await this.places.keepStory(scope, found);
    const locked = await this.lockRows([found.id, before.id]);
    const [task, other] = [found, before].map(({ id }) => locked.find((row) => row.id === id)!);
    return { task, other };
  }

  /**
   * Locked in the order of their ids, so that two callers do not wait for each other; and written anew, so that a move
   * which began before sees that something has changed.
   */
  private async lockRows(ids: readonly string[]): Promise<Task[]> {
    if (!ids.length) return [];
    const rows = await this.db.sql<object>`
      with locked as materialized (
        select id from ${Task} where id = any(${ids}::uuid[]) order by id for update
      )
      update ${Task} t set waits_for = t.waits_for from locked where t.id = locked.id
      returning ${this.db.columns(Task, 't')}`;
    return rows.map((row) => this.db.hydrate(Task, row));
  }

  /** One at a time in a project: two that are added at once would not see that together they close a cycle. */
  private async lockGraph({ projectId }: Scope): Promise<void> {
    await this.db.sql`select pg_advisory_xact_lock(hashtextextended(${`nest-bmad:task-graph:${projectId}`}, 0))`;
  }

  private linked(task: Task, other: Task): Promise<boolean> {
    return this.db.of(TaskDependency).existsBy({ taskUuid: task.id, dependsOnUuid: other.id });
  }

  private async refuseCycle(task: Task, other: Task): Promise<void> {
    const way = await this.graph.wayBack(other.id, task.id);
    if (!way) return;
    const shown = [task.id, ...way.slice(0, ENDS), ...way.slice(Math.max(ENDS, way.length - ENDS))];
    const names = new Map((await this.rows.read([...new Set(shown)])).map((one) => [one.task.id, one.task.taskId]));
    const ids = shown.map((id) => names.get(id)!);
    const left = way.length + 1 - ids.length;
    if (left > 0) ids.splice(ENDS + 1, 0, `… ${left} more …`);
    throw new Problem('dependency-cycle', 409, 'The dependency would close a cycle', {
      detail: `'${task.taskId}' cannot wait for '${other.taskId}', which already waits for it: ${ids.join(' → ')}.`,
      errors: [{ field: 'depends_on', message: `would close the cycle ${ids.join(' → ')}` }],
    });
  }

  private async count(task: Task, change: number): Promise<void> {
    await this.db.of(Task).update({ id: task.id }, { waitsFor: task.waitsFor + change });
  }

  private tell(scope: Scope, type: string, task: Task, other: Task): Promise<void> {
    const data = { task_id: task.taskId, depends_on: other.taskId };
    return this.events.add(scope, type, { type: 'task', id: task.id }, data);
  }
}

const over = ({ taskId, status }: Task) =>
  new Problem('task-over', 409, 'The task is over', {
    detail: `The task '${taskId}' is ${status}, so it waits for nothing; reopen it first.`,
    allowed: ['PENDING'],
  });

const notLinked = (task: Task, other: Task) =>
  new Problem('dependency-not-found', 404, 'No such dependency', {
    detail: `The task '${task.taskId}' does not depend on '${other.taskId}'.`,
  });
