import { Injectable } from '@nestjs/common';
import { unacceptable } from '../../problems/problem';
import { TaskGraph } from '../../tasks/graph/task-graph.service';
import { CompleteTask, TaskResult } from '../../tasks/moves/move.dto';
import { MovesService } from '../../tasks/moves/moves.service';
import { type ShownTask, TaskRows } from '../../tasks/task-rows.service';
import type { MoveName } from '../../tasks/task.moves';
import { type Answer, prose } from '../answers/fit';
import { refOrNone, refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import type { DecideInput } from '../input/decide.input';
import type { FinishInput, Outcome } from '../input/finish.input';
import { checked } from '../input/checked';
import { tokenOf } from './task-leases.service';
import { wordOf } from './words';

const endings: Partial<Record<Outcome, MoveName>> = {
  done: 'complete',
  submit: 'submit',
  fail: 'fail',
  release: 'release',
};
const decisions = ['unblock', 'retry', 'cancel', 'reopen'] as const;

/** Moves tasks for agents. */
@Injectable()
export class TaskEnds {
  constructor(
    private readonly moves: MovesService,
    private readonly rows: TaskRows,
    private readonly graph: TaskGraph,
  ) {}

  /** @throws Problem 409 when its state does not allow it or its lease is not held */
  async finish(
    caller: Caller,
    id: string,
    { outcome = 'done', note, files, quality_score }: FinishInput,
  ): Promise<Answer> {
    const move = endings[outcome];
    if (!move)
      throw unacceptable('outcome', `A task ends by ${Object.keys(endings).join(', ')}.`, {
        allowed: Object.keys(endings),
      });
    const task = await this.rows.find(caller.scope, id);
    const well = move === 'complete' || move === 'submit';
    const said = well ? { execution_log: note, output_files: files } : { reason: note };
    const result = await checked(CompleteTask, {
      lease_token: tokenOf(task, caller),
      ...said,
      quality_score: move === 'complete' ? quality_score : undefined,
    });
    const { atOnce } = await this.graph.impact(task.id);
    const moved = await this.moves.move(caller.scope, task.id, move, TaskResult.toDetails(result));
    const ready = await this.nowReady(atOnce.map((one) => one.id));
    return { ...lineOfMoved(moved), ready, next: [{ tool: 'what_next', args: { session: caller.handle } }] };
  }

  /** @throws Problem 409 when its state does not allow it */
  async decide(caller: Caller, id: string, { value, reason }: DecideInput): Promise<Answer> {
    const move = wordOf('value', value, decisions);
    return lineOfMoved(await this.moves.move(caller.scope, id, move, { reason }));
  }

  /** @throws Problem 409 when its state does not allow it or its lease is not held */
  async block(caller: Caller, id: string, reason: string): Promise<Answer> {
    const task = await this.rows.find(caller.scope, id);
    const move = await checked(TaskResult, { lease_token: tokenOf(task, caller), reason });
    return lineOfMoved(await this.moves.move(caller.scope, task.id, 'block', TaskResult.toDetails(move)));
  }

  /** Of these, the ones that nothing stands before any more. */
  private async nowReady(ids: readonly string[]) {
    const tasks = await this.rows.read(ids);
    return tasks
      .filter(({ task }) => task.status === 'PENDING' && task.waitsFor === 0)
      .map(({ task }) => ({ id: refTo('task', task.taskId), name: prose(task.name), for: task.agentId }));
  }
}

const lineOfMoved = ({ task, storyId }: ShownTask): Answer => ({
  id: refTo('task', task.taskId),
  status: task.status,
  reason: prose(task.reason),
  story: refOrNone('story', storyId),
});
