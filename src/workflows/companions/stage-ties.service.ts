import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Problem } from '../../problems/problem';
import type { MoveName } from '../../tasks/task.moves';
import type { ShownTask } from '../../tasks/task-rows.service';
import { type TaskTie, TaskTies } from '../../tasks/ties/task-ties.service';
import { ArtifactsService } from '../artifacts/artifacts.service';
import type { Course } from '../course.reader';
import { CourseService } from '../course.service';
import { Run } from '../run.entity';
import { Stage } from '../stages/stage.entity';
import { releaseFlow, stageFlow } from '../stages/stage.flow';
import {
  acknowledge,
  agentOf,
  refuseUnlessActive,
  refuseUnlessOptional,
  refuseUnready,
} from '../stages/stage-refusals';
import { AttemptsService } from '../rework/attempts.service';

/** Moves the stages whose tasks were moved: claiming a stage's task starts the stage, completing it completes the stage. */
@Injectable()
export class StageTies implements OnModuleInit, TaskTie {
  readonly rests = part`exists (
    select from ${Stage} stage join ${Run} run on run.id = stage.run_uuid
    where stage.task_uuid = t.id and run.status <> 'ACTIVE')`;

  constructor(
    private readonly db: Database,
    private readonly ties: TaskTies,
    private readonly course: CourseService,
    private readonly artifacts: ArtifactsService,
    private readonly attempts: AttemptsService,
  ) {}

  onModuleInit(): void {
    this.ties.register(this);
  }

  /** Runs come before tasks in the order of locks, among their like by their ids. */
  async lock({ projectId }: Scope, taskUuids: readonly string[]): Promise<void> {
    await this.db.sql`
      select id from ${Run} where project_id = ${projectId}
        and id in (select run_uuid from ${Stage} where task_uuid = any(${taskUuids}::uuid[])) order by id for update`;
  }

  async moved(scope: Scope, shown: ShownTask, move: MoveName | 'claim'): Promise<void> {
    const { projectId } = scope;
    const tied = await this.db.of(Stage).findOneBy({ projectId, taskUuid: shown.task.id });
    if (!tied || move === 'submit' || move === 'unblock') return;
    const course = await this.course.open(scope, tied.runUuid);
    const stage = course.stages.find(({ id }) => id === tied.id)!;
    refuseUnlessActive(course.run);
    await this.go(scope, course, stage, shown, move);
    await this.course.advance(scope, course);
  }

  private async go(
    scope: Scope,
    course: Course,
    stage: Stage,
    { task }: ShownTask,
    move: Exclude<MoveName, 'submit' | 'unblock'> | 'claim',
  ): Promise<void> {
    const now = new Date();
    const { reason } = task;
    switch (move) {
      case 'claim':
        return this.start(scope, course, stage, task.claimedBy, task.claimedSession);
      case 'complete': {
        const { outputData: outputs, qualityScore, executionLog: notes } = task;
        const set = { outputs, qualityScore, notes, sessionUuid: null, endedAt: now };
        await this.course.moveStage(scope, stage, 'COMPLETED', set, { flow: stageFlow });
        const files = task.outputFiles.map((path) => ({ name: path.slice(-300), path: path.slice(0, 2000) }));
        return this.artifacts.add(scope, course, files, stage);
      }
      case 'fail':
        return this.course.moveStage(scope, stage, 'FAILED', { reason, endedAt: now }, { flow: stageFlow });
      case 'retry':
        return this.restart(scope, stage, 'it was tried again', stageFlow);
      case 'release':
      case 'block':
        return stage.status === 'ACTIVE'
          ? this.restart(scope, stage, reason ?? 'it was given back', releaseFlow)
          : undefined;
      case 'cancel':
        refuseUnlessOptional(course, stage);
        return this.course.moveStage(scope, stage, 'SKIPPED', { reason, endedAt: now }, { flow: stageFlow });
      case 'reopen':
        throw notReopened(course.run, stage);
    }
  }

  private async start(scope: Scope, course: Course, stage: Stage, agent: string | null, sessionId: string | null) {
    refuseUnready(course, stage);
    const begin = {
      agentId: agentOf(stage, agent ?? undefined),
      acknowledged: acknowledge(course, stage, []),
      sessionId,
      attempt: stage.attempt + 1,
      startedAt: new Date(),
      endedAt: null,
      reason: null,
    };
    await this.course.moveStage(scope, stage, 'ACTIVE', begin, { flow: stageFlow });
  }

  private async restart(scope: Scope, stage: Stage, why: string, flow: typeof stageFlow): Promise<void> {
    await this.attempts.putAside(scope, [stage], why);
    const fresh = { startedAt: null, endedAt: null, agentId: null, sessionId: null, readyAt: new Date() };
    await this.course.moveStage(scope, stage, 'READY', fresh, { flow });
  }
}

const notReopened = ({ key }: Run, { stageId }: Stage) =>
  new Problem('task-of-stage', 409, 'The task belongs to a stage', {
    detail: `The task goes along with the stage '${stageId}' of '${key}'; rework the workflow from that stage to do it again.`,
    allowed: [],
  });
