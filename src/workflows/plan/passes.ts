import { isSettled } from '../stages/stage.flow';
import type { PlannedStage } from './planned';

/** One turn of a cycle. */
export interface Pass<S> {
  number: number;
  /** In order. */
  stages: S[];
  storyId: string | null;
  /** The passes that have to be settled before. */
  after: readonly number[];
  settled: boolean;
}

/** The passes of a cycle that are laid out, in order. Pure. */
export function passesOf<S extends PlannedStage>(stages: readonly S[]): Pass<S>[] {
  const byNumber = new Map<number, S[]>();
  for (const stage of stages) byNumber.set(stage.pass, [...(byNumber.get(stage.pass) ?? []), stage]);
  return [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, own]) => ({
      number,
      stages: own,
      storyId: own[0].storyId,
      after: own[0].afterPasses,
      settled: own.every(({ status }) => isSettled(status)),
    }));
}

/** A stage with all that comes after it by the plan, and so has to be done again when it is. Pure. */
export function fromStage<S extends PlannedStage>(stages: readonly S[], target: PlannedStage): S[] {
  const passes = passesAfter(stages, target);
  return stages.filter((stage) => {
    if (target.cycle === null || stage.cycle !== target.cycle || stage.pass === target.pass) {
      return stage.position >= target.position;
    }
    return passes.has(stage.pass);
  });
}

/** The passes that wait for the pass of this stage, or for one of those. */
function passesAfter(stages: readonly PlannedStage[], { cycle, pass }: PlannedStage): Set<number> {
  const found = new Set([pass]);
  const others = passesOf(stages.filter((stage) => stage.cycle === cycle));
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const { number, after } of others) if (after.some((other) => found.has(other))) found.add(number);
  }
  return found;
}

/** Whether one stage lies before another by the plan: what it made may be needed there. Pure. */
export function isBefore(stage: PlannedStage, other: PlannedStage): boolean {
  if (stage.cycle !== null && stage.cycle === other.cycle && stage.pass !== other.pass) return false;
  return stage.position < other.position;
}
