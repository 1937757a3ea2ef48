import type { Route, WorkflowStep } from '../../definitions/parse/workflow';
import { isSettled, type StageStatus } from '../stages/stage.flow';
import { planCycle } from './plan-cycle';
import { planStage } from './plan-stage';
import type { Answers, Plan, PlannedStage, Surroundings } from './planned';

/**
 * What may happen next in a run, from its stages in order, the answers given so far and what lies around it. Pure.
 * Stages come one after another; the passes of a cycle that do not wait for each other go side by side.
 */
export function planOf<S extends PlannedStage>(
  stages: readonly S[],
  answers: Answers,
  around: Surroundings = {},
): Plan<S> {
  const parts = partsOf(stages);
  for (const [place, part] of parts.entries()) {
    const [first] = part;
    const plan = first.cycle === null ? planStage(first, answers, around) : planCycle(part, answers, around);
    if (plan.done) continue;
    const later = parts.slice(place + 1).flat();
    const waiting = later
      .filter(({ status }) => !isSettled(status))
      .map((stage) => ({
        stage,
        why: `comes after ${first.cycle === null ? first.stageId : `the cycle ${first.cycle}`}`,
      }));
    return { ...plan, waiting: [...plan.waiting, ...waiting] };
  }
  return { decisions: [], waiting: [], done: true };
}

/** The stages one by one, and those of a cycle together. */
export function partsOf<S extends PlannedStage>(stages: readonly S[]): S[][] {
  const parts: S[][] = [];
  for (const stage of stages) {
    const last = parts.at(-1);
    if (last && stage.cycle !== null && last[0].cycle === stage.cycle) last.push(stage);
    else parts.push([stage]);
  }
  return parts;
}

/** What becomes of a routing stage once its way is chosen: where the way says nothing, what the step says holds. */
export function takeRoute(step: WorkflowStep, { agents, uses, creates, notes }: Route): WorkflowStep {
  return {
    ...step,
    agents: agents.length ? agents : step.agents,
    uses: uses.length ? uses : step.uses,
    creates: creates.length ? creates : step.creates,
    notes: notes ?? step.notes,
  };
}

/**
 * How far a run is, 0 to 100: the share of the stages that will run which are completed.
 * @param floor what it was before more passes made more work
 */
export function progressOf(stages: readonly { status: StageStatus }[], floor = 0): number {
  const wanted = stages.filter(({ status }) => status !== 'SKIPPED');
  const completed = wanted.filter(({ status }) => status === 'COMPLETED');
  return Math.max(floor, wanted.length ? Math.floor((100 * completed.length) / wanted.length) : 100);
}
