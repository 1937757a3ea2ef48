import { Injectable } from '@nestjs/common';
import { AgentSession } from '../agents/agent-session.entity';
import { Database, Fragment, type Part, part } from '../database/database';
import { identify, isUuid } from '../database/identify';
import type { Scope } from '../database/scope';
import { Epic } from '../epics/epic.entity';
import { nearest } from '../problems/nearest';
import { notFound } from '../problems/problem';
import { Story } from '../stories/story.entity';
import { TaskDependency } from './task-dependency.entity';
import { Task } from './task.entity';

/** A task with what an answer shows beside its row. */
export interface ShownTask {
  task: Task;
  /** The readable id of its story. */
  storyId: string | null;
  /** The readable id of its own epic, or of its story's. */
  epicId: string | null;
  /** The readable ids of the tasks that it depends on, oldest first. */
  dependencies: string[];
}

/** What decides about a task's moves. */
export type TaskState = Pick<
  Task,
  | 'id'
  | 'taskId'
  | 'status'
  | 'version'
  | 'storyUuid'
  | 'judges'
  | 'epicUuid'
  | 'leaseToken'
  | 'leaseExpiresAt'
  | 'claimedBy'
  | 'claimedByUuid'
  | 'claimedSession'
  | 'sessionUuid'
>;

export interface LockedTask extends TaskState {
  /** Whether its lease has run out. */
  overdue: boolean;
}

interface ShownRow {
  shown_story: string | null;
  shown_epic: string | null;
  shown_dependencies: string[];
}

/** Which task is meant, the lock under which it changes, and how it is read for an answer. */
@Injectable()
export class TaskRows {
  /** What a statement selects of the tasks `t`, for `of`. */
  readonly shown: Fragment;

  constructor(private readonly db: Database) {
    const [task, story, epic, edge] = [Task, Story, Epic, TaskDependency].map((entity) => db.table(entity));
    this.shown = new Fragment(`${db.columns(Task, 't').text},
      (select story_id from ${story} where id = t.story_uuid) as shown_story,
      (select epic_id from ${epic}
        where id = coalesce((select epic_uuid from ${story} where id = t.story_uuid), t.epic_uuid)) as shown_epic,
      array(select b.task_id from ${edge} e join ${task} b on b.id = e.depends_on_uuid
        where e.task_uuid = t.id order by b.id) as shown_dependencies`);
  }

  /** A row that `shown` has selected. */
  of(row: object): ShownTask {
    const { shown_story: storyId, shown_epic: epicId, shown_dependencies: dependencies } = row as ShownRow;
    return { task: this.db.hydrate(Task, row), storyId, epicId, dependencies };
  }

  /** The task of a UUID or a readable id. @throws Problem 404 with look-alikes */
  async find(scope: Scope, id: string): Promise<Task> {
    const task = await this.db.of(Task).findOneBy({ projectId: scope.projectId, ...identify(id, 'taskId') });
    if (!task) throw await this.unknown(scope, id);
    return task;
  }

  /** The same for an answer. */
  async get(scope: Scope, id: string): Promise<ShownTask> {
    const [task] = await this.read([(await this.find(scope, id)).id]);
    return task;
  }

  /** The tasks of these UUIDs, in this order. */
  async read(ids: readonly string[]): Promise<ShownTask[]> {
    const rows = await this.db.sql<{
      id: string;
    }>`select ${this.shown} from ${Task} t where t.id = any(${ids}::uuid[])`;
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []).map((row) => this.of(row));
  }

  /**
   * The same as `find` for each of these, which must be different tasks; nobody else changes them until the transaction
   * ends. Locks are taken in the order that everybody keeps to: stories (only where `withStory`), the tasks' own epics
   * (only where `withEpic`), the sessions that work on the tasks, tasks; among their like by their ids.
   */
  async lock(scope: Scope, ids: readonly string[], withStory: boolean, withEpic = false): Promise<LockedTask[]> {
    const rows = await this.db.sql<LockedTask>`
      with found as materialized (
        select id, story_uuid, epic_uuid, session_uuid from ${Task} t where ${named(scope, ids)}
      ), story as materialized (
        select id from ${Story} where ${withStory} and id = any(array(select story_uuid from found)) order by id for update
      ), epic as materialized (
        select id from ${Epic} where ${withEpic} and id = any(array(select epic_uuid from found where story_uuid is null))
          and (select count(*) from story) >= 0 order by id for update
      ), session as materialized (
        select id from ${AgentSession} where id = any(array(select session_uuid from found))
          and (select count(*) from story) + (select count(*) from epic) >= 0 order by id for no key update
      )
      select t.id, t.task_id as "taskId", t.status, t.version, t.story_uuid as "storyUuid", t.judges,
        t.epic_uuid as "epicUuid", t.lease_token as "leaseToken", t.lease_expires_at as "leaseExpiresAt",
        t.claimed_by as "claimedBy", t.claimed_by_uuid as "claimedByUuid", t.claimed_session as "claimedSession",
        t.session_uuid as "sessionUuid", coalesce(t.lease_expires_at <= clock_timestamp(), false) as overdue
      from ${Task} t where t.id = any(array(select id from found)) and (select count(*) from session) >= 0
      order by t.id for update of t`;
    const byName = new Map(rows.flatMap((row) => [row.id, row.taskId].map((name) => [name, row])));
    const tasks = ids.map((id) => byName.get(isUuid(id) ? id.toLowerCase() : id));
    const missing = tasks.indexOf(undefined);
    if (missing >= 0) throw await this.unknown(scope, ids[missing]);
    return tasks as LockedTask[];
  }

  /** 404 with the ids that look like it. */
  private async unknown({ projectId }: Scope, id: string) {
    const recent = await this.db
      .of(Task)
      .find({ select: { taskId: true }, where: { projectId }, order: { id: 'DESC' }, take: 1000 });
    const ids = recent.map(({ taskId }) => taskId);
    return notFound('task', id, nearest(id, ids));
  }
}

/** That tasks `t` of the project have one of these ids, UUIDs or readable. */
export function named({ projectId }: Scope, ids: readonly string[]): Part {
  const uuids = ids.filter(isUuid);
  const readable = ids.filter((id) => !isUuid(id));
  if (!uuids.length) return part`t.project_id = ${projectId} and t.task_id = any(${readable})`;
  return part`t.project_id = ${projectId} and (t.id = any(${uuids}::uuid[]) or t.task_id = any(${readable}))`;
}
