import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import type { Course } from '../course.reader';
import type { Stage } from '../stages/stage.entity';
import type { StageStatus } from '../stages/stage.flow';
import { isSettled } from '../stages/stage.flow';
import { StageHandoffs } from './stage-handoffs.service';
import { StageStories } from './stage-stories.service';
import { StageTasks } from './stage-tasks.service';

/** What goes along with the stages of a run in other features: their tasks and stories, and the handoffs between their agents. */
@Injectable()
export class Companions {
  constructor(
    private readonly tasks: StageTasks,
    readonly stories: StageStories,
    private readonly handoffs: StageHandoffs,
  ) {}

  /** A stage has become ready: it may get a task, and its agent a handoff. */
  async arrived(scope: Scope, course: Course, stage: Stage): Promise<void> {
    await this.tasks.create(scope, course, stage);
    await this.handoffs.offer(scope, course, stage);
  }

  /** Has the task of a stage make the move that the stage has made. */
  follow(scope: Scope, stage: Stage, to: StageStatus, files: readonly string[] = []): Promise<void> {
    return this.tasks.follow(scope, stage, to, files);
  }

  /** Lets the tasks of ready stages be claimed exactly while these may be started. */
  refresh(scope: Scope, course: Course): Promise<void> {
    return this.tasks.refresh(scope, course);
  }

  /** Ends the tasks and offers of stages that nobody will do, or that begin anew; what is done stays done. */
  async close(scope: Scope, { run, offered }: Course, stages: readonly Stage[], reason: string): Promise<void> {
    await this.tasks.close(scope, stages, reason);
    const closed = stages.map(({ stageId }) => stageId).filter((id) => offered.delete(id));
    await this.handoffs.withdraw(scope, run, closed, reason);
  }

  /** Answers the offers of stages that were taken up, which says yes, or left out. */
  async answer(scope: Scope, { run, stages, offered }: Course): Promise<void> {
    const answered = stages.filter(({ stageId, status }) => offered.has(stageId) && status !== 'READY');
    for (const { stageId, status, sessionId, reason } of answered) {
      offered.delete(stageId);
      if (isSettled(status) && status !== 'COMPLETED') {
        await this.handoffs.withdraw(scope, run, [stageId], reason ?? 'the stage was skipped');
      } else await this.handoffs.accept(scope, run, [stageId], sessionId);
    }
  }
}
