import { Injectable } from '@nestjs/common';
import { AgentSession } from '../../agents/agent-session.entity';
import { Database } from '../../database/database';
import { isUuid } from '../../database/identify';
import type { Scope } from '../../database/scope';
import { Epic } from '../../epics/epic.entity';
import { Story } from '../../stories/story.entity';
import { TaskDependency } from '../task-dependency.entity';
import { Task } from '../task.entity';
import type { Operation } from './operation';

/** What is known of the tasks that operations name. */
export interface Locked {
  /** By the UUID or the readable id, in small letters. */
  uuids: ReadonlyMap<string, string>;
  /** Which of these tasks depend on which, either way. */
  neighbours: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Locks everything that many operations name before the first of them, so that callers do not wait for each other. */
@Injectable()
export class BulkLocks {
  constructor(private readonly db: Database) {}

  /** The order is that of all locks: stories, epics, sessions, tasks; among their like by their ids. */
  async take({ projectId }: Scope, operations: readonly Operation[]): Promise<Locked> {
    const [uuids, ids] = split(operations.flatMap((one) => ('id' in one ? one.id : (one.task.dependencies ?? []))));
    const [storyUuids, storyIds] = split(operations.flatMap((one) => storyOf(one) ?? []));
    const [epicUuids, epicIds] = split(operations.flatMap((one) => epicOf(one) ?? []));
    const comesBack = operations.some(({ op }) => op === 'reopen');
    const tasks = await this.db.sql<{ id: string; task_id: string }>`
      with found as materialized (
        select id, story_uuid, epic_uuid, session_uuid from ${Task}
        where project_id = ${projectId} and (id = any(${uuids}::uuid[]) or task_id = any(${ids}))
      ), story as materialized (
        select id from ${Story} where project_id = ${projectId} and (id = any(array(select story_uuid from found))
          or id = any(${storyUuids}::uuid[]) or story_id = any(${storyIds})) order by id for update
      ), epic as materialized (
        select id from ${Epic} where project_id = ${projectId} and (id = any(${epicUuids}::uuid[]) or epic_id = any(${epicIds})
          or ${comesBack} and id = any(array(select epic_uuid from found where story_uuid is null)))
          and (select count(*) from story) >= 0 order by id for update
      ), session as materialized (
        select id from ${AgentSession} where id = any(array(select session_uuid from found))
          and (select count(*) from story) + (select count(*) from epic) >= 0 order by id for no key update
      )
      select id, task_id from ${Task} where id = any(array(select id from found))
        and (select count(*) from session) >= 0 order by id for update`;
    const names = tasks.flatMap(({ id, task_id }) => [id, task_id.toLowerCase()].map((name) => [name, id] as const));
    return { uuids: new Map(names), neighbours: await this.neighbours(tasks.map(({ id }) => id)) };
  }

  /** Read once the tasks are locked, for only then nobody adds a dependency any more. */
  private async neighbours(ids: readonly string[]): Promise<Map<string, Set<string>>> {
    const edges = await this.db.sql<{ task: string; before: string }>`
      select task_uuid as task, depends_on_uuid as before from ${TaskDependency}
      where task_uuid = any(${ids}::uuid[]) and depends_on_uuid = any(${ids}::uuid[])`;
    const found = new Map(ids.map((id) => [id, new Set<string>()]));
    for (const { task, before } of edges) {
      found.get(task)!.add(before);
      found.get(before)!.add(task);
    }
    return found;
  }
}

/** The story that an operation puts a task into. */
function storyOf(operation: Operation): string | null | undefined {
  if (operation.op === 'create') return operation.task.storyId;
  return operation.op === 'update' ? operation.change.storyId : undefined;
}

/** The epic that an operation puts a task into. */
function epicOf(operation: Operation): string | null | undefined {
  if (operation.op === 'create') return operation.task.epicId;
  return operation.op === 'update' ? operation.change.epicId : undefined;
}

/** UUIDs, and readable ids. */
const split = (ids: string[]): [string[], string[]] => [ids.filter(isUuid), ids.filter((id) => !isUuid(id))];
