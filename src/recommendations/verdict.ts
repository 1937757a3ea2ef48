import type { Fact, Rule } from './rules/rule';

/** What was expected of a recommendation that was accepted. */
export interface Promised {
  /** The figure when it was found. */
  value: number;
  /** What it should come to. */
  expected: number;
}

/** What its figure has come to. */
export interface Outcome {
  verdict: 'VERIFIED' | 'REFUTED';
  measured: number;
  over: number;
}

/** The figure has to come at least so much of the way. */
const ENOUGH = 0.5;

/**
 * Whether a figure has moved as it was expected to: at least half of the way. Null while too few rows are behind it. Pure.
 * @param fact undefined when the thing is not found any more
 */
export function outcomeOf(
  { value, expected }: Promised,
  fact: Pick<Fact, 'value' | 'over'> | undefined,
  { least, absent }: Pick<Rule, 'least' | 'absent'>,
): Outcome | null {
  const { value: measured, over } = fact ?? { value: absent, over: 0 };
  if (measured === null || over < least) return null;
  const come = value === expected ? 1 : (value - measured) / (value - expected);
  return { verdict: come >= ENOUGH ? 'VERIFIED' : 'REFUTED', measured, over };
}
