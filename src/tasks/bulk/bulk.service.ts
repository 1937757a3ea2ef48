import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { isLost } from '../../database/failures';
import type { Scope } from '../../database/scope';
import { Problem } from '../../problems/problem';
import { problemOf } from '../../problems/problem-of';
import { MoveRefused, type MoveRequest, MovesService } from '../moves/moves.service';
import type { MoveName } from '../task.moves';
import type { ShownTask } from '../task-rows.service';
import { TasksService } from '../tasks.service';
import { TaskTies } from '../ties/task-ties.service';
import { BulkLocks, type Locked } from './bulk-locks.service';
import type { Operation } from './operation';

/** Consecutive operations that can be carried out in one go. */
type Run = Exclude<Operation, { op: MoveName }> | { op: MoveName; requests: MoveRequest[] };

/** Many changes of tasks in one transaction, by the very methods that make them one by one. */
@Injectable()
export class BulkService {
  constructor(
    private readonly db: Database,
    private readonly tasks: TasksService,
    private readonly moves: MovesService,
    private readonly locks: BulkLocks,
    private readonly ties: TaskTies,
  ) {}

  /**
   * Carries the operations out in their order, all or none.
   * @returns the task of each
   * @throws Problem of the first operation that is refused, with its place
   */
  async run(scope: Scope, operations: readonly Operation[]): Promise<ShownTask[]> {
    return this.db.transaction(async () => {
      await this.ties.lock(
        scope,
        operations.flatMap((one) => ('id' in one ? one.id : [])),
      );
      const locked = await this.locks.take(scope, operations);
      const done: ShownTask[] = [];
      for (const run of runsOf(operations, locked)) {
        const tasks = await this.carryOut(scope, run).catch((error: unknown) => fail(error, done.length, operations));
        done.push(...tasks);
      }
      return done;
    });
  }

  private async carryOut(scope: Scope, run: Run): Promise<ShownTask[]> {
    switch (run.op) {
      case 'create':
        return [await this.tasks.create(scope, run.task)];
      case 'update':
        return [await this.tasks.change(scope, run.id, run.change, run.expected)];
      default:
        return this.moves.moveAll(scope, run.op, run.requests);
    }
  }
}

/** The same move of different tasks is one run, unless one of the tasks depends on another one. */
function runsOf(operations: readonly Operation[], { uuids, neighbours }: Locked): Run[] {
  const runs: Run[] = [];
  let members = new Set<string>();
  for (const operation of operations) {
    if (operation.op === 'create' || operation.op === 'update') {
      runs.push(operation);
      continue;
    }
    const last = runs.at(-1);
    const uuid = uuids.get(operation.id.toLowerCase());
    const joins = last?.op === operation.op && uuid && !members.has(uuid) && !meets(neighbours.get(uuid), members);
    if (joins) (last as { requests: MoveRequest[] }).requests.push(operation);
    else {
      members = new Set();
      runs.push({ op: operation.op, requests: [operation] });
    }
    if (uuid) members.add(uuid);
  }
  return runs;
}

const meets = (some: ReadonlySet<string> | undefined, others: ReadonlySet<string>) =>
  some !== undefined && [...some].some((one) => others.has(one));

/** The same refusal, with the place of the operation. */
function fail(error: unknown, begin: number, operations: readonly Operation[]): never {
  if (isLost(error)) throw error;
  const refused = error instanceof MoveRefused ? error : undefined;
  const problem = refused?.problem ?? problemOf(error);
  if (!problem) throw error;
  const { type, status, title, extras, message } = problem;
  const place = begin + (refused?.place ?? 0);
  const operation = operations[place];
  const what = 'id' in operation ? `${operation.op} ${operation.id}` : operation.op;
  const field = `operations.${place}`;
  throw new Problem(type, status, title, {
    ...extras,
    detail: `Operation ${place} (${what}) was refused, so none was carried out: ${message}`,
    errors: extras.errors?.map((one) => ({ ...one, field: `${field}.${one.field}` })) ?? [{ field, message }],
  });
}
