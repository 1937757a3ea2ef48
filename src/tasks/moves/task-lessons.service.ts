import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import { Learnings, type Lesson } from '../../memory/learning/learnings.service';
import { facts, listed, sentences } from '../../memory/learning/sentences';
import type { MoveName } from '../task.moves';
import type { ShownTask } from '../task-rows.service';

/** What the worker says with a move. */
interface Said {
  reason?: string;
  outputFiles?: string[];
  outputData?: Record<string, unknown>;
  executionLog?: string;
  validationNotes?: string;
}

/**
 * Whether a move teaches something. A failure always does; a completion does when its worker says what came of it: that a
 * task is done stands in the task already.
 */
export const teaches = (name: MoveName, said: Said): boolean => {
  if (name === 'fail') return true;
  const { outputFiles = [], outputData = {}, executionLog, validationNotes } = said;
  const words = `${executionLog ?? ''}${validationNotes ?? ''}`.trim();
  return name === 'complete' && Boolean(words || outputFiles.length || Object.keys(outputData).length);
};

/** What a finished task leaves to remember. */
@Injectable()
export class TaskLessons {
  constructor(private readonly learnings: Learnings) {}

  /** In the transaction of the move. */
  async learn(scope: Scope, shown: ShownTask, name: MoveName, said: Said): Promise<void> {
    if (!teaches(name, said)) return;
    const { claimedByUuid, agentId, claimedBy } = shown.task;
    const who = claimedByUuid === null ? [claimedBy, agentId] : { id: claimedByUuid };
    await this.learnings.learn(scope, who, lessonOf(shown, name, said));
  }
}

/** A task's lesson in words. */
export function lessonOf({ task, storyId, epicId }: ShownTask, name: MoveName, said: Said): Lesson {
  const { taskId, taskType, claimedSession, workflowKey, tags } = task;
  const { reason, outputFiles = [], outputData = {}, executionLog, validationNotes } = said;
  const failed = name === 'fail';
  const kind = taskType ? ` (${taskType})` : '';
  const names = { task: taskId, story: storyId, epic: epicId, workflow: workflowKey };
  return {
    category: failed ? 'ERROR_PATTERNS' : 'TASK_COMPLETION',
    content: sentences(
      `${failed ? 'Failed' : 'Done'}: ${task.name}${kind}`,
      ...[reason, executionLog, validationNotes],
      ...facts(outputData),
      listed('Files', outputFiles),
    ),
    sessionId: claimedSession ?? undefined,
    tags: [...tags.slice(0, 20), ...(taskType ? [taskType.slice(0, 100)] : [])],
    importance: failed ? 0.7 : 0.5,
    links: Object.entries(names).flatMap(([type, id]) => (id ? [{ type, id }] : [])),
  };
}
