import type { WorkflowStep } from '../../definitions/parse/workflow';

/** A step that only says that what came before is repeated: `repeat_development_cycle`. */
export const isCycleEnd = ({ name }: WorkflowStep): boolean => /^repeat[_\s-](.*[_\s-])?cycle$/i.test(name);

/**
 * The place of the first step of the cycle that each step belongs to; null outside of cycles. A step that repeats opens a
 * cycle. It spans up to the step that says so, else the rest of a phase that is called a loop or a cycle, else that one
 * step. Pure.
 */
export function cyclesOf(steps: readonly WorkflowStep[]): (number | null)[] {
  const openers: (number | null)[] = steps.map(() => null);
  for (let place = 0; place < steps.length; place++) {
    if (steps[place].repeats === null || isCycleEnd(steps[place])) continue;
    const end = endOf(steps, place);
    openers.fill(place, place, end + 1);
    place = end;
  }
  return openers;
}

function endOf(steps: readonly WorkflowStep[], begin: number): number {
  const rest = steps.slice(begin + 1);
  const stop = rest.findIndex((step) => isCycleEnd(step) || step.repeats !== null);
  if (stop >= 0 && isCycleEnd(rest[stop])) return begin + 1 + stop;
  const { phase } = steps[begin].extra;
  if (typeof phase !== 'string' || !/(^|[_\s-])(loop|cycle)$/i.test(phase)) return begin;
  const beyond = rest.findIndex((step) => step.extra.phase !== phase);
  return beyond < 0 ? steps.length - 1 : begin + beyond;
}
