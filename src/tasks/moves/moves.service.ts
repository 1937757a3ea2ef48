import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import type { Problem } from '../../problems/problem';
import { refusalOf } from '../leases/lease-lost';
import type { Task } from '../task.entity';
import { isTaskOver } from '../task.flow';
import { type MoveName, type TaskMove, taskMoves } from '../task.moves';
import { TaskPlaces } from '../task-places.service';
import { type ShownTask, TaskRows } from '../task-rows.service';
import { type Expected, isAsExpected, unexpected } from './expected';
import { type MoveEntry, writeMove } from './move.query';

/** What a caller says with a move. */
export interface MoveDetails {
  leaseToken?: string;
  reason?: string;
  outputFiles?: string[];
  outputData?: Record<string, unknown>;
  qualityScore?: number;
  actualHours?: number;
  executionLog?: string;
  validationNotes?: string;
}

/** One of several tasks that make the same move. */
export interface MoveRequest {
  id: string;
  details: MoveDetails;
  expected?: Expected;
}

/** The refusal of one of several requests. */
export class MoveRefused extends Error {
  constructor(
    readonly place: number,
    readonly problem: Problem,
  ) {
    super(problem.message);
  }
}

/** The moves of tasks by their names. Whatever follows from one happens in its transaction. */
@Injectable()
export class MovesService {
  constructor(
    private readonly db: Database,
    private readonly rows: TaskRows,
    private readonly places: TaskPlaces,
  ) {}

  /**
   * Moves a task.
   * @throws Problem 409 when its state does not allow it, its lease is not held, or its story is over
   */
  async move(scope: Scope, id: string, name: MoveName, details: MoveDetails = {}): Promise<ShownTask> {
    try {
      return (await this.moveAll(scope, name, [{ id, details }]))[0];
    } catch (error) {
      throw error instanceof MoveRefused ? error.problem : error;
    }
  }

  /**
   * Has several tasks make the same move, all or none. None may depend on another one of them.
   * @throws MoveRefused for one whose state does not allow it, whose lease is not held, or that is not as expected
   * @throws Problem 404 for a task that is not there, 409 when a story is over
   */
  async moveAll(scope: Scope, name: MoveName, requests: readonly MoveRequest[]): Promise<ShownTask[]> {
    const begun = performance.now();
    const move = taskMoves[name];
    return this.db.transaction(async () => {
      const ids = requests.map(({ id }) => id);
      const tasks = await this.rows.lock(scope, ids, move.touches);
      const strange = requests.findIndex(({ expected = {} }, n) => !isAsExpected(tasks[n], expected));
      if (strange >= 0) throw new MoveRefused(strange, unexpected(tasks[strange]));
      if (move.touches) await this.places.touch(scope, tasks);
      const entries = requests.map(({ details }, n) => entryOf(tasks[n], move, details));
      const rows = await writeMove(this.db, this.rows, scope, move, entries, performance.now() - begun);
      const moved = new Map(rows.map((row) => [row.task.id, row]));
      const refused = tasks.findIndex(({ id }) => !moved.has(id));
      if (refused < 0) return tasks.map(({ id }) => moved.get(id)!);
      throw new MoveRefused(refused, refusalOf(tasks[refused], move, requests[refused].details.leaseToken));
    });
  }
}

/** What the statement is told of one task. */
function entryOf(task: Task, { to, fenced }: TaskMove, details: MoveDetails): MoveEntry {
  return {
    id: task.id,
    token: details.leaseToken ?? null,
    holds: fenced || details.leaseToken !== undefined,
    session: task.sessionUuid,
    waits: Number(isTaskOver(task.status)) - Number(isTaskOver(to)),
    was: task.status,
    hours: details.actualHours ?? null,
    files: details.outputFiles ?? null,
    data: details.outputData ?? null,
    log: details.executionLog ?? null,
    notes: details.validationNotes ?? null,
    quality: details.qualityScore ?? null,
    reason: details.reason ?? null,
  };
}
