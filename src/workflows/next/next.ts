import { handoffPrompt } from '../plan/handoff-prompt';
import { planOf, progressOf } from '../plan/plan';
import type { Answers, OpenDecision, Surroundings } from '../plan/planned';
import { type Documents, type EvidencedStage, type Requirement, requirementsOf } from '../plan/requirements';
import type { Run } from '../run.entity';

/** A stage with who has it. */
export interface NextStage extends EvidencedStage {
  agentId: string | null;
  sessionId: string | null;
  /** Whether the session that has it still lives; null where none is known. */
  sessionAlive: boolean | null;
  /** Of a stage that is over, for the words of a change of hands. */
  outputs: Record<string, unknown> | null;
}

/** A run as far as it decides what to do now. */
export interface NextCourse {
  run: Pick<Run, 'key' | 'workflowId' | 'status' | 'endedAt' | 'progressFloor' | 'context' | 'epicId'>;
  /** In order; the passes of a cycle place by place. */
  stages: NextStage[];
  answers: Answers;
  documents: Documents;
  around: Surroundings;
  /** The definition's words for changes of hands. */
  prompts: Readonly<Record<string, string>>;
}

/** A stage that somebody can take now. */
export interface ReadyStage {
  stage: NextStage;
  requirements: Requirement[];
  handoffPrompt: string | null;
}

/** All that an agent needs to carry on, also after a crash. */
export interface Next {
  progress: number;
  ready: ReadyStage[];
  active: NextStage[];
  decisions: OpenDecision[];
  waiting: { stage: NextStage; why: string }[];
  done: boolean;
}

/** What to do now in a run. Pure. */
export function nextOf({ run, stages, answers, documents, around, prompts }: NextCourse): Next {
  const progress = run.status === 'COMPLETED' ? 100 : progressOf(stages, run.progressFloor);
  const active = stages.filter(({ status }) => status === 'ACTIVE');
  if (run.status !== 'ACTIVE') {
    const resting = stages.filter(({ status }) => status !== 'COMPLETED' && status !== 'SKIPPED');
    const waiting = resting.map((stage) => ({ stage, why: `the workflow is ${run.status}` }));
    return { progress, ready: [], active, decisions: [], waiting, done: run.endedAt !== null };
  }
  const { decisions, waiting, done } = planOf(stages, answers, around);
  const ready = stages
    .filter(({ status }) => status === 'READY')
    .map((stage) => ({
      stage,
      requirements: requirementsOf(stage, stages, documents),
      handoffPrompt: handoffPrompt(stage, stages, prompts, { context: run.context, answers, epicId: run.epicId }),
    }));
  return { progress, ready, active, decisions, waiting, done };
}
