import { Injectable } from '@nestjs/common';
import type { Activity } from '../../agents/activities.service';
import type { Scope } from '../../database/scope';
import { Lessons } from '../../memory/lessons/lessons.service';
import type { Run } from '../run.entity';
import type { Stage } from '../stages/stage.entity';
import { completionLesson, failureLesson } from './stage-lesson';

/**
 * What the team learns from stages that are completed and that fail. Of a stage that has followed its task, the task has
 * taught it.
 */
@Injectable()
export class StageLessons {
  constructor(private readonly lessons: Lessons) {}

  /** Learns from a stage that the current transaction has moved. */
  async learn(scope: Scope, run: Run, stage: Stage, { agent }: Pick<Activity, 'agent'>): Promise<void> {
    const author = agent && stage.agentId !== null ? { id: agent.id, agentId: stage.agentId } : stage.agentId;
    const lesson = (stage.status === 'FAILED' ? failureLesson : completionLesson)(run, stage, author);
    if (lesson) await this.lessons.learn(scope, [lesson]);
  }
}
