import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import type { Course } from '../course.reader';
import type { Stage } from '../stages/stage.entity';
import type { StageStatus } from '../stages/stage.flow';
import { StageHandoffs } from './stage-handoffs.service';
import { StageTasks } from './stage-tasks.service';

/** What goes along with the stages of a run in other features: their tasks, and the handoffs between their agents. */
@Injectable()
export class Companions {
  constructor(
    private readonly tasks: StageTasks,
    private readonly handoffs: StageHandoffs,
  ) {}

  /** A stage has become ready: it may get a task, and its agent a handoff. */
  async arrived(scope: Scope, course: Course, stage: Stage): Promise<void> {
    await this.tasks.create(scope, course, stage);
    await this.handoffs.offer(scope, course, stage);
  }

  /** Has the task of a stage make the move that the stage has made. */
  follow(scope: Scope, stage: Stage, to: StageStatus): Promise<void> {
    return this.tasks.follow(scope, stage, to);
  }

  /** Lets the tasks of ready stages be claimed exactly while these may be started. */
  refresh(scope: Scope, course: Course): Promise<void> {
    return this.tasks.refresh(scope, course);
  }

  /** Ends the tasks of stages that nobody will do, or that begin anew; what is done stays done. */
  close(scope: Scope, stages: readonly Stage[], reason: string): Promise<void> {
    return this.tasks.close(scope, stages, reason);
  }
}
