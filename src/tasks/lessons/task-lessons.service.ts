import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import { Lessons } from '../../memory/lessons/lessons.service';
import type { MoveDetails } from '../moves/move-details';
import type { TaskStatus } from '../task.flow';
import type { MoveName } from '../task.moves';
import type { ShownTask } from '../task-rows.service';
import { isInstructive, isWorthLearning, taskLesson } from './task-lesson';

/** A task that has moved. */
export interface Ended {
  shown: ShownTask;
  /** The state before. */
  was: TaskStatus;
  details: MoveDetails;
}

/** What the team learns from tasks that are completed and that fail. */
@Injectable()
export class TaskLessons {
  constructor(private readonly lessons: Lessons) {}

  /** Whether what is said with a move has to be learned together with it, in one transaction. */
  mayTeach(move: MoveName, details: MoveDetails): boolean {
    return isInstructive(move) && isWorthLearning(move, details);
  }

  /** Learns from tasks that the current transaction has moved. What was said when one was handed in for review counts too. */
  async learn(scope: Scope, move: MoveName, tasks: readonly Ended[]): Promise<void> {
    if (!isInstructive(move)) return;
    const lessons = tasks.flatMap(({ shown, was, details }) => {
      const said = was === 'REVIEW' ? { ...rowOf(shown), ...given(details) } : details;
      return isWorthLearning(move, said) ? [taskLesson(move, shown, said)] : [];
    });
    await this.lessons.learn(scope, lessons);
  }
}

/** What was said of it before. */
const rowOf = ({ task }: ShownTask): MoveDetails => ({
  outputFiles: task.outputFiles,
  outputData: task.outputData,
  executionLog: task.executionLog ?? undefined,
  validationNotes: task.validationNotes ?? undefined,
});

const given = (details: MoveDetails): MoveDetails =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
