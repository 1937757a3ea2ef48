import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { isLost } from '../../database/failures';
import { isUuid } from '../../database/identify';
import type { Scope } from '../../database/scope';
import { Problem } from '../../problems/problem';
import { isOpenTo, refusalOf } from '../leases/lease-lost';
import { isTaskOver } from '../task.flow';
import { changesStory, type MoveName, type TaskMove, taskMoves } from '../task.moves';
import { TaskPlaces } from '../task-places.service';
import { TaskTies } from '../ties/task-ties.service';
import { type LockedTask, type ShownTask, TaskRows } from '../task-rows.service';
import { isInstructive } from '../lessons/task-lesson';
import { TaskLessons } from '../lessons/task-lessons.service';
import { type Expected, isAsExpected, unexpected } from './expected';
import type { MoveDetails } from './move-details';
import { type MoveEntry, writeMove } from './move.query';

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
    private readonly ties: TaskTies,
    private readonly lessons: TaskLessons,
  ) {}

  /**
   * Moves a task. In one statement where that is possible, which is where nobody changes it at the same moment, no
   * story counts the change, and it does not come back to an epic that may be over; else under locks. What is said with
   * the move is learned in its transaction.
   * @throws Problem 409 when its state does not allow it, its lease is not held, or its story or the epic that it comes
   * back to is over
   */
  async move(scope: Scope, id: string, name: MoveName, details: MoveDetails = {}): Promise<ShownTask> {
    try {
      const moved = await this.moveAlone(scope, name, { id, details }).catch((error: unknown) =>
        this.unlessLost(error),
      );
      return (moved.length ? moved : await this.moveAll(scope, name, [{ id, details }]))[0];
    } catch (error) {
      throw error instanceof MoveRefused ? error.problem : error;
    }
  }

  /**
   * Has several tasks make the same move, all or none. None may depend on another one of them.
   * @throws MoveRefused for the first whose state does not allow it, whose lease is not held, that is not as expected, or
   * whose story, or the epic that it comes back to, is over
   * @throws Problem 404 for a task that is not there
   */
  async moveAll(scope: Scope, name: MoveName, requests: readonly MoveRequest[]): Promise<ShownTask[]> {
    const move = taskMoves[name];
    return this.db.transaction(async () => {
      const ids = requests.map(({ id }) => id);
      await this.ties.lock(scope, ids);
      const tasks = await this.rows.lock(scope, ids, move.touches, comesBack(move));
      await this.prepare(scope, move, requests, tasks);
      const exact = requests.map(({ details }, n) => ({ id: tasks[n].id, details }));
      const entries = exact.map(({ id, details }) => entryOf(id, move, details));
      const written = await writeMove(this.db, this.rows, scope, move, entries, true);
      const moved = new Map(written.map((shown) => [shown.task.id, shown]));
      const refused = tasks.findIndex(({ id }) => !moved.has(id));
      if (refused < 0) {
        const shown = tasks.map(({ id }) => moved.get(id)!);
        await this.ties.moved(scope, shown, name);
        const ended = shown.map((one, n) => ({ shown: one, was: tasks[n].status, details: requests[n].details }));
        await this.lessons.learn(scope, name, ended);
        return shown;
      }
      throw new MoveRefused(refused, refusalOf(tasks[refused], move, requests[refused].details.leaseToken));
    });
  }

  /** @returns nothing where it has to be done under locks */
  private async moveAlone(scope: Scope, name: MoveName, request: MoveRequest): Promise<ShownTask[]> {
    const move = aloneOf(name);
    const write = () => writeMove(this.db, this.rows, scope, move, [entryOf(request.id, move, request.details)], false);
    if (comesBack(move)) return [];
    if (!this.lessons.mayTeach(name, request.details)) return write();
    return this.db.transaction(async () => {
      const moved = await write();
      const ended = moved.map((shown) => ({ shown, was: 'IN_PROGRESS' as const, details: request.details }));
      await this.lessons.learn(scope, name, ended);
      return moved;
    });
  }

  /** Counts the change of each story. @throws MoveRefused for the first request that cannot be carried out */
  private async prepare(scope: Scope, move: TaskMove, requests: readonly MoveRequest[], tasks: readonly LockedTask[]) {
    const stories = new Set<string | null>();
    for (const [place, { details, expected = {} }] of requests.entries()) {
      const task = tasks[place];
      const refuse = (problem: Problem) => new MoveRefused(place, problem);
      if (!isAsExpected(task, expected)) throw refuse(unexpected(task));
      if (!isOpenTo(task, move, details.leaseToken)) throw refuse(refusalOf(task, move, details.leaseToken));
      try {
        if (!changesStory(task, move, details.outputFiles)) {
          if (move.touches) await this.places.keepStory(scope, task);
        } else if (!stories.has(task.storyUuid)) {
          await this.places.touch(scope, task, move.tidies);
          stories.add(task.storyUuid);
        }
        if (comesBack(move)) await this.places.keepEpic(scope, task);
      } catch (error) {
        throw error instanceof Problem ? refuse(error) : error;
      }
    }
  }

  /** A deadlock is one more way of not being alone; a transaction that is under way begins anew as a whole. */
  private unlessLost(error: unknown): [] {
    if (isLost(error) && !this.db.inTransaction) return [];
    throw error;
  }
}

/** Whether it opens what was over, and what may be all that its story or epic has been done by. */
const comesBack = ({ from }: TaskMove): boolean => from.every(isTaskOver);

/** The move as a task makes it alone. What was said of one in review before has to be looked at, so it is locked. */
const aloneOf = (name: MoveName): TaskMove =>
  isInstructive(name) ? { ...taskMoves[name], from: ['IN_PROGRESS'] } : taskMoves[name];

/** What the statement is told of one task. */
export function entryOf(id: string, { fenced }: TaskMove, details: MoveDetails): MoveEntry {
  return {
    name: isUuid(id) ? id.toLowerCase() : id,
    token: details.leaseToken ?? null,
    holds: fenced || details.leaseToken !== undefined,
    hours: details.actualHours ?? null,
    files: details.outputFiles ?? null,
    data: details.outputData ?? null,
    log: details.executionLog ?? null,
    notes: details.validationNotes ?? null,
    quality: details.qualityScore ?? null,
    reason: details.reason ?? null,
  };
}
