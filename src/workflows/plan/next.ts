import { handoffPrompt } from './handoff-prompt';
import { planOf, progressOf } from './plan';
import type { OpenDecision } from './planned';
import { type Requirement, requirementsOf } from './requirements';
import { around, type Course } from '../course.reader';
import type { Stage } from '../stages/stage.entity';

/** A stage that somebody can take now. */
export interface ReadyStage {
  stage: Stage;
  requirements: Requirement[];
  handoffPrompt: string | null;
}

/** All that an agent needs to carry on, also after a crash. */
export interface Next {
  progress: number;
  ready: ReadyStage[];
  active: Stage[];
  decisions: OpenDecision[];
  waiting: { stage: Stage; why: string }[];
  done: boolean;
}

/** What to do now in a run. Pure. @param prompts the definition's words for changes of hands */
export function nextOf(course: Course, prompts: Record<string, string>): Next {
  const { run, stages, answers, documents } = course;
  const progress = run.status === 'COMPLETED' ? 100 : progressOf(stages, run.progressFloor);
  const active = stages.filter(({ status }) => status === 'ACTIVE');
  if (run.status !== 'ACTIVE') {
    const resting = stages.filter(({ status }) => status !== 'COMPLETED' && status !== 'SKIPPED');
    const waiting = resting.map((stage) => ({ stage, why: `the workflow is ${run.status}` }));
    return { progress, ready: [], active, decisions: [], waiting, done: run.endedAt !== null };
  }
  const { decisions, waiting, done } = planOf(stages, answers, around(course));
  const ready = stages
    .filter(({ status }) => status === 'READY')
    .map((stage) => ({
      stage,
      requirements: requirementsOf(stage, stages, documents),
      handoffPrompt: handoffPrompt(stage, stages, prompts),
    }));
  return { progress, ready, active, decisions, waiting, done };
}
