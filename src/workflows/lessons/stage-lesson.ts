import { excerpt, outline } from '../../memory/lessons/excerpt';
import { type Lesson, linksTo } from '../../memory/lessons/lesson';
import { says, tells } from '../../memory/lessons/says';
import type { Run } from '../run.entity';
import { createsOf } from '../stages/creates';
import type { Stage } from '../stages/stage.entity';

/** How many characters of notes and of outputs are remembered. */
const NOTES = 4_000;
const DATA = 1_500;

type Author = Lesson['agent'];

/**
 * What is remembered of a stage that is completed: what was said of it and what came out of it. The documents that it made
 * are no lesson: they are in the run.
 */
export function completionLesson(run: Run, stage: Stage, agent: Author): Lesson | undefined {
  const { notes, outputs } = stage;
  if (!says(notes) && !tells(outputs)) return undefined;
  const parts = [notes && excerpt(notes, NOTES), tells(outputs) && excerpt(outline(outputs), DATA)].filter(Boolean);
  return {
    ...about(run, stage, agent),
    category: 'WORKFLOW_PATTERNS',
    content: `${stage.name} in ${run.workflowId}: ${parts.join('\n')}`,
    context: { learned_from: 'stage.completed', attempt: stage.attempt },
  };
}

/** What is remembered of a stage that has failed. */
export function failureLesson(run: Run, stage: Stage, agent: Author): Lesson | undefined {
  const { reason } = stage;
  if (!says(reason, 1)) return undefined;
  return {
    ...about(run, stage, agent),
    category: 'ERROR_PATTERNS',
    content: `${stage.name} in ${run.workflowId} failed: ${excerpt(reason!, NOTES)}`,
    importance: 0.6,
    context: { learned_from: 'stage.failed', attempt: stage.attempt },
  };
}

const about = (run: Run, stage: Stage, agent: Author) => ({
  agent,
  sessionId: stage.sessionId ?? undefined,
  userId: run.userId,
  entities: namesOf(run, stage),
  links: linksTo({ workflow: run.key, stage: `${run.key}/${stage.stageId}`, story: stage.storyId, epic: run.epicId }),
});

/** What a stage is about: its workflow and its documents. Later ones are found by the same. */
export const namesOf = ({ workflowId }: Pick<Run, 'workflowId'>, stage: Pick<Stage, 'step'>): string[] => [
  workflowId,
  ...createsOf(stage),
];
