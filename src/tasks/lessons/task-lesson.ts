import { excerpt, outline } from '../../memory/lessons/excerpt';
import { type Lesson, linksTo } from '../../memory/lessons/lesson';
import { says, tells } from '../../memory/lessons/says';
import type { MoveDetails } from '../moves/move-details';
import type { MoveName } from '../task.moves';
import type { ShownTask } from '../task-rows.service';

/** How many characters of a log, of notes and of data are remembered. */
const LOG = 4_000;
const NOTES = 2_000;
const DATA = 1_000;
/** How many files are named. */
const FILES = 50;

/** The moves that something is learned from. */
export type Instructive = Extract<MoveName, 'complete' | 'fail'>;
export const isInstructive = (move: MoveName): move is Instructive => move === 'complete' || move === 'fail';

/** What was said about a task when it ended. */
type Said = Pick<MoveDetails, 'reason' | 'outputFiles' | 'outputData' | 'executionLog' | 'validationNotes'>;

/**
 * Whether there is something to find later: of work that is done what was done, in words, or what came out of it; of work
 * that failed a hint at the cause. That a task is over is no lesson: the task itself tells it.
 */
export function isWorthLearning(move: Instructive, said: Said): boolean {
  const texts = [said.reason, said.executionLog, said.validationNotes];
  if (move === 'fail') return texts.some((text) => says(text, 1));
  return texts.some((text) => says(text)) || Boolean(said.outputFiles?.length) || tells(said.outputData);
}

/** What is remembered of a task that was completed or has failed. */
export function taskLesson(move: Instructive, { task, storyId, epicId }: ShownTask, said: Said): Lesson {
  const { reason, executionLog, validationNotes, outputFiles = [], outputData = {} } = said;
  const parts = [
    reason && excerpt(reason, NOTES),
    executionLog && excerpt(executionLog, LOG),
    validationNotes && `Validation: ${excerpt(validationNotes, NOTES)}`,
    move === 'complete' && outputFiles.length > 0 && `Files: ${outputFiles.slice(0, FILES).join(', ')}`,
    tells(outputData) && excerpt(outline(outputData), DATA),
  ].filter(Boolean);
  const failed = move === 'fail';
  return {
    category: failed ? 'ERROR_PATTERNS' : 'TASK_COMPLETION',
    content: `${task.name}${failed ? ' failed' : ''}: ${parts.join('\n')}`,
    agent: task.claimedByUuid ? { id: task.claimedByUuid, agentId: task.claimedBy! } : task.claimedBy,
    sessionId: task.claimedSession ?? undefined,
    importance: failed ? 0.6 : 0.5,
    tags: task.tags,
    links: linksTo({ task: task.taskId, story: storyId, epic: epicId, workflow: task.workflowKey }),
    context: { learned_from: failed ? 'task.failed' : 'task.completed', attempt: task.attempt },
  };
}
