import { Injectable } from '@nestjs/common';
import { AgentSession } from '../../agents/agent-session.entity';
import { Database } from '../../database/database';
import { isUuid } from '../../database/identify';
import type { Scope } from '../../database/scope';
import { Problem } from '../../problems/problem';
import { problemOf } from '../../problems/problem-of';
import { Story } from '../../stories/story.entity';
import type { Expected } from '../moves/expected';
import { type MoveDetails, MovesService } from '../moves/moves.service';
import { Task } from '../task.entity';
import type { MoveName } from '../task.moves';
import type { ShownTask } from '../task-rows.service';
import { type NewTask, type TaskFacts, TasksService } from '../tasks.service';

/** One of many changes that are made together. */
export type Operation =
  | { op: 'create'; task: NewTask }
  | { op: 'update'; id: string; facts: TaskFacts; expected: Expected }
  | { op: MoveName; id: string; details: MoveDetails; expected: Expected };

/** Many changes of tasks in one transaction, by the very methods that make them one by one. */
@Injectable()
export class BulkService {
  constructor(
    private readonly db: Database,
    private readonly tasks: TasksService,
    private readonly moves: MovesService,
  ) {}

  /**
   * Runs the operations in their order, all or none.
   * @returns the task of each
   * @throws Problem of the first operation that is refused, with its place
   */
  async run(scope: Scope, operations: readonly Operation[]): Promise<ShownTask[]> {
    return this.db.transaction(async () => {
      await this.lockAll(scope, operations);
      const done: ShownTask[] = [];
      for (const operation of operations) {
        done.push(await this.one(scope, operation).catch((error: unknown) => fail(error, done.length, operation)));
      }
      return done;
    });
  }

  private one(scope: Scope, operation: Operation): Promise<ShownTask> {
    switch (operation.op) {
      case 'create':
        return this.tasks.create(scope, operation.task);
      case 'update':
        return this.tasks.change(scope, operation.id, operation.facts, operation.expected);
      default:
        return this.moves.move(scope, operation.id, operation.op, operation.details, operation.expected);
    }
  }

  /** Everything that the operations name is locked first, in one order, so that callers do not wait for each other. */
  private async lockAll({ projectId }: Scope, operations: readonly Operation[]): Promise<void> {
    const [uuids, ids] = split(operations.flatMap((one) => ('id' in one ? one.id : (one.task.dependencies ?? []))));
    const [storyUuids, storyIds] = split(operations.flatMap((one) => ('id' in one ? [] : (one.task.storyId ?? []))));
    await this.db.sql`
      with found as materialized (
        select id, story_uuid, session_uuid from ${Task}
        where project_id = ${projectId} and (id = any(${uuids}::uuid[]) or task_id = any(${ids}))
      ), story as materialized (
        select id from ${Story} where project_id = ${projectId} and (id in (select story_uuid from found)
          or id = any(${storyUuids}::uuid[]) or story_id = any(${storyIds})) order by id for update
      ), session as materialized (
        select id from ${AgentSession}
        where id in (select session_uuid from found) and (select count(*) from story) >= 0
        order by id for no key update
      )
      select id from ${Task} where id in (select id from found) and (select count(*) from session) >= 0
      order by id for update`;
  }
}

/** UUIDs, and readable ids. */
const split = (ids: string[]): [string[], string[]] => [ids.filter(isUuid), ids.filter((id) => !isUuid(id))];

/** The same refusal, with the place of the operation. */
function fail(error: unknown, place: number, operation: Operation): never {
  const problem = problemOf(error);
  if (!problem) throw error;
  const { type, status, title, extras, message } = problem;
  const what = 'id' in operation ? `${operation.op} ${operation.id}` : operation.op;
  throw new Problem(type, status, title, {
    ...extras,
    detail: `Operation ${place} (${what}) was refused, so none was carried out: ${message}`,
    errors: [
      { field: `operations.${place}`, message },
      ...(extras.errors ?? []).map((one) => ({ ...one, field: `operations.${place}.${one.field}` })),
    ],
  });
}
