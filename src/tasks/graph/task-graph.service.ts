import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Page, PageRequest } from '../../database/page';
import { TaskDependency } from '../task-dependency.entity';
import { Task } from '../task.entity';
import type { TaskPriority, TaskStatus } from '../task.flow';

/** What is told of a task that stands beside another one. */
export interface TaskRef {
  id: string;
  taskId: string;
  name: string;
  status: TaskStatus;
  priority: TaskPriority;
  estimatedHours: number | null;
}

/** What the end of a task sets in motion. */
export interface Impact {
  /** The tasks that become ready at once: they wait for nothing else. */
  atOnce: TaskRef[];
  /** Some of the open tasks that wait for it, directly or through others; the nearest first. */
  transitively: TaskRef[];
  /** How many of these there are in all. */
  total: number;
}

/** Comes before every other id. */
const NIL = '00000000-0000-0000-0000-000000000000';
/** How many of a task's neighbours an answer names. */
const NAMED = 200;

/**
 * Reads the graph of dependencies. The `offset 0` in its searches keeps each step an index look-up, whatever the planner
 * thinks of the tables.
 */
@Injectable()
export class TaskGraph {
  constructor(private readonly db: Database) {}

  /** The tasks that this one depends on and that are not over, oldest first. */
  openBefore(taskUuid: string): Promise<TaskRef[]> {
    return this.db.sql<TaskRef>`
      select b.id, b.task_id as "taskId", b.name, b.status, b.priority, b.estimated_hours as "estimatedHours"
      from ${TaskDependency} e join ${Task} b on b.id = e.depends_on_uuid
      where e.task_uuid = ${taskUuid} and b.status not in ('COMPLETED', 'CANCELLED') order by b.id limit ${NAMED}`;
  }

  /** The tasks that this one depends on, oldest first. */
  async before(taskUuid: string, { after = NIL, limit = 50 }: PageRequest): Promise<Page<TaskRef>> {
    const found = await this.db.sql<TaskRef>`
      select b.id, b.task_id as "taskId", b.name, b.status, b.priority, b.estimated_hours as "estimatedHours"
      from ${TaskDependency} e join ${Task} b on b.id = e.depends_on_uuid
      where e.task_uuid = ${taskUuid} and b.id > ${after} order by b.id limit ${limit + 1}`;
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items[limit - 1].id : null };
  }

  /** What finishing a task unblocks. A task that is over has unblocked it already. */
  async impact(taskUuid: string): Promise<Impact> {
    const found = await this.db.sql<TaskRef & { ready: boolean; total: number }>`
      with recursive after (id, depth) as (
        select id, 0 from ${Task} where id = ${taskUuid} and status not in ('COMPLETED', 'CANCELLED')
        union
        select e.task_uuid, after.depth + 1 from after cross join lateral (
          select task_uuid from ${TaskDependency} where depends_on_uuid = after.id offset 0
        ) e
      ), nearest as (select id, min(depth) as depth from after where depth > 0 group by id)
      select t.id, t.task_id as "taskId", t.name, t.status, t.priority, t.estimated_hours as "estimatedHours",
        n.depth = 1 and t.status = 'PENDING' and t.waits_for = 1 as ready, count(*) over ()::int as total
      from nearest n join ${Task} t on t.id = n.id
      where t.status not in ('COMPLETED', 'CANCELLED') order by n.depth, t.id limit ${NAMED}`;
    const refs = found.map(({ ready: _, total: __, ...ref }) => ref);
    return { atOnce: refs.filter((_, n) => found[n].ready), transitively: refs, total: found[0]?.total ?? 0 };
  }

  /**
   * A way from one task back to another through what they depend on, both ends included; undefined when there is none.
   * @returns UUIDs: each depends on the one after it
   */
  async wayBack(from: string, to: string): Promise<string[] | undefined> {
    const edges = await this.db.sql<{ task: string; before: string }>`
      with recursive reached (id) as (
        select ${from}::uuid where exists (select from ${TaskDependency} where depends_on_uuid = ${to})
        union
        select e.depends_on_uuid from reached cross join lateral (
          select depends_on_uuid from ${TaskDependency} where task_uuid = reached.id offset 0
        ) e
      )
      select e.task_uuid as task, e.depends_on_uuid as before
      from reached join ${TaskDependency} e on e.task_uuid = reached.id
      where exists (select from reached where id = ${to})`;
    return edges.length ? shortestWay(edges, from, to) : undefined;
  }
}

/** The way with the fewest steps. */
function shortestWay(edges: readonly { task: string; before: string }[], from: string, to: string): string[] {
  const next = new Map<string, string[]>();
  for (const { task, before } of edges) {
    const known = next.get(task);
    if (known) known.push(before);
    else next.set(task, [before]);
  }
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const task of cameFrom.keys()) {
    if (task === to) break;
    for (const before of next.get(task) ?? []) if (!cameFrom.has(before)) cameFrom.set(before, task);
  }
  const way = [];
  for (let task: string | undefined = to; task !== undefined; task = cameFrom.get(task)) way.unshift(task);
  return way;
}
