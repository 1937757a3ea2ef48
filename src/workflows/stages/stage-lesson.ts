import type { Lesson } from '../../memory/learning/learnings.service';
import { facts, listed, sentences } from '../../memory/learning/sentences';
import type { Run } from '../run.entity';
import type { Stage } from './stage.entity';

/** What came of a stage. */
interface Made {
  artifacts: readonly { name: string; path?: string }[];
  outputs: Readonly<Record<string, unknown>>;
  notes: string | null;
}

/** What a completed stage leaves to remember; nothing when it made nothing and nobody said a word. */
export function lessonOf(run: Run, stage: Stage, { artifacts, outputs, notes }: Made): Lesson | undefined {
  const made = artifacts.map(({ name, path }) => (path && path !== name ? `${name} (${path})` : name));
  const told = sentences(notes, ...facts(outputs), listed('Made', made));
  if (!told) return undefined;
  return {
    category: 'WORKFLOW_PATTERNS',
    content: sentences(`In ${run.workflowId}, ${stage.name}`, told),
    ...bearings(run, stage),
  };
}

/** What a failed stage leaves to remember. */
export const failureOf = (run: Run, stage: Stage, reason: string): Lesson => ({
  category: 'ERROR_PATTERNS',
  content: sentences(`In ${run.workflowId}, ${stage.name} failed: ${reason}`),
  importance: 0.7,
  ...bearings(run, stage),
});

/** Where it was learned. */
const bearings = ({ key, workflowId }: Run, { stageId, sessionId }: Stage) => ({
  sessionId: sessionId ?? undefined,
  tags: [workflowId.slice(0, 100)],
  links: [
    { type: 'workflow', id: key },
    { type: 'stage', id: stageId },
  ],
});
