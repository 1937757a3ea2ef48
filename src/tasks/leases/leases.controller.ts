import { Body, HttpCode, Param, Post } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { unacceptable } from '../../problems/problem';
import { TaskView } from '../task.dto';
import { TaskPath } from '../task-query.dto';
import { ClaimsService } from './claims.service';
import { ClaimTask, ClaimView, StartedTaskView, StartTask, TaskHeartbeat } from './lease.dto';
import { LeasesService } from './leases.service';

@Routes('tasks', 'Tasks')
export class LeasesController {
  constructor(
    private readonly claims: ClaimsService,
    private readonly leases: LeasesService,
  ) {}

  /**
   * Take the best ready task
   * @remarks The highest priority, then the earliest due, then the oldest, of those that are for this agent or for
   * nobody in particular. A claim is a lease: without a heartbeat in time the task is ready again, and what its worker
   * sends later is refused. Null when nothing is ready.
   */
  @Post('claim')
  @HttpCode(200)
  @Refuses(409, 'The agent is PAUSED, OFFLINE or retired, or several packs have it: `suggestions` names them.')
  async claim(@InScope() scope: Scope, @Body() claim: ClaimTask): Promise<ClaimView> {
    const { agent_id, session_id, lease_seconds } = claim;
    const worker = { agentId: agent_id, sessionId: session_id, leaseSeconds: lease_seconds };
    return ClaimView.of(await this.claims.claim(scope, worker, ClaimTask.toWanted(claim)));
  }

  /**
   * Start this very task
   * @remarks Takes it up as a claim does; from REVIEW too, to rework it. With the lease_token of an earlier claim nothing
   * changes, the task is only answered.
   */
  @Post(':id/start')
  @HttpCode(200)
  @Refuses(
    409,
    'The task is taken, over, waits for others or is for another agent, as `detail` says; or the lease is lost.',
  )
  @Refuses(422, 'Neither a lease_token nor an agent_id and a session_id were given.')
  async start(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() start: StartTask): Promise<StartedTaskView> {
    const { agent_id, session_id, lease_seconds, lease_token } = start;
    if (lease_token !== undefined) return StartedTaskView.started(await this.leases.check(scope, id, lease_token));
    if (agent_id === undefined || session_id === undefined) {
      throw unacceptable(
        'agent_id',
        'Say who starts the task: agent_id and session_id, or the lease_token of its claim.',
      );
    }
    const worker = { agentId: agent_id, sessionId: session_id, leaseSeconds: lease_seconds };
    return StartedTaskView.started(await this.claims.start(scope, id, worker));
  }

  /**
   * Keep the lease of a task
   * @remarks From now on it lasts for lease_seconds at least; it never becomes shorter.
   */
  @Post(':id/heartbeat')
  @HttpCode(200)
  @Refuses(409, 'The lease is not held, or no longer: `detail` says who has the task.')
  async heartbeat(
    @InScope() scope: Scope,
    @Param() { id }: TaskPath,
    @Body() { lease_token, lease_seconds }: TaskHeartbeat,
  ): Promise<TaskView> {
    return TaskView.of(await this.leases.extend(scope, id, lease_token, lease_seconds));
  }
}
