import { Body, HttpCode, Param, Post } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { TaskView } from '../task.dto';
import { TaskPath } from '../task-query.dto';
import { CompleteTask, TaskReason, TaskResult, WorkerMove } from './move.dto';
import { MovesService } from './moves.service';

const STATE = 'Its state does not allow it, `allowed` says what it may become; or its story is over.';
const LEASE = `The lease is not held, or no longer: \`detail\` says who has the task. ${STATE}`;

@Routes('tasks/:id', 'Tasks')
export class MovesController {
  constructor(private readonly moves: MovesService) {}

  /**
   * Complete a task that is in progress or in review
   * @remarks Under a lease its token is needed. The tasks that waited for nothing else become ready.
   */
  @Post('complete')
  @HttpCode(200)
  @Refuses(409, LEASE)
  async complete(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() result: CompleteTask): Promise<TaskView> {
    return TaskView.of(await this.moves.move(scope, id, 'complete', TaskResult.toDetails(result)));
  }

  /**
   * Say that a task in progress or in review has failed
   * @remarks Under a lease its token is needed. What waits for it goes on waiting; it may be retried.
   */
  @Post('fail')
  @HttpCode(200)
  @Refuses(409, LEASE)
  async fail(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() result: TaskResult): Promise<TaskView> {
    return TaskView.of(await this.moves.move(scope, id, 'fail', TaskResult.toDetails(result)));
  }

  /**
   * Hand a task in for review
   * @remarks This ends its lease. Whoever reviews it completes or fails it, or starts it once more.
   */
  @Post('submit')
  @HttpCode(200)
  @Refuses(409, LEASE)
  async submit(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() result: TaskResult): Promise<TaskView> {
    return TaskView.of(await this.moves.move(scope, id, 'submit', TaskResult.toDetails(result)));
  }

  /** Give a task back without a result: anybody may claim it */
  @Post('release')
  @HttpCode(200)
  @Refuses(409, LEASE)
  async release(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() move: WorkerMove): Promise<TaskView> {
    return TaskView.of(await this.moves.move(scope, id, 'release', TaskResult.toDetails(move)));
  }

  /**
   * Say that something keeps a task from going on
   * @remarks Under a lease its token is needed, and the lease ends.
   */
  @Post('block')
  @HttpCode(200)
  @Refuses(409, LEASE)
  async block(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() move: WorkerMove): Promise<TaskView> {
    return TaskView.of(await this.moves.move(scope, id, 'block', TaskResult.toDetails(move)));
  }

  /** Let a blocked task go on */
  @Post('unblock')
  @HttpCode(200)
  @Refuses(409, STATE)
  async unblock(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() move: TaskReason): Promise<TaskView> {
    return TaskView.of(await this.moves.move(scope, id, 'unblock', move));
  }

  /**
   * Cancel a task
   * @remarks A lease that it is under ends: its worker is refused from then on. What waited for it waits no longer.
   */
  @Post('cancel')
  @HttpCode(200)
  @Refuses(409, STATE)
  async cancel(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() move: TaskReason): Promise<TaskView> {
    return TaskView.of(await this.moves.move(scope, id, 'cancel', move));
  }

  /** Let a failed task be tried again */
  @Post('retry')
  @HttpCode(200)
  @Refuses(409, STATE)
  async retry(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() move: TaskReason): Promise<TaskView> {
    return TaskView.of(await this.moves.move(scope, id, 'retry', move));
  }

  /**
   * Reopen a completed or cancelled task
   * @remarks What depends on it waits for it again, unless it was started already: that goes on.
   */
  @Post('reopen')
  @HttpCode(200)
  @Refuses(409, `${STATE} Or the epic that it comes back to is over.`)
  async reopen(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() move: TaskReason): Promise<TaskView> {
    return TaskView.of(await this.moves.move(scope, id, 'reopen', move));
  }
}
