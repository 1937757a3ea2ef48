import type { Behind } from '../figures/definition';
import { type Measured, Z } from '../figures/figure';
import type { Range } from '../window/window';

/** How a value has to stand to its target. */
export const comparisons = ['AT_LEAST', 'AT_MOST', 'BELOW'] as const;
export type Comparison = (typeof comparisons)[number];

export interface Metric extends Measured {
  /** What programs call it. */
  name: string;
  /** How it is worked out. */
  definition: string;
  /** `ms`, `share`, … */
  unit: string;
  comparison: Comparison;
  /** Null while there is nothing to compare with. */
  target: number | null;
  /** The same over the baseline, where the target comes from it. */
  baseline?: Measured;
  /** Whether it was not asked for yet what the target promises, so that less than it says nothing. */
  unproven?: boolean;
  /** Which rows stand behind it. */
  behind: Behind;
}

/** Whether a target is met; null while that is not known. */
export function isMet({ value, target, comparison, unproven = false }: Metric): boolean | null {
  if (value === null || target === null) return null;
  const met = comparison === 'AT_LEAST' ? value >= target : comparison === 'AT_MOST' ? value <= target : value < target;
  return met || !unproven ? met : null;
}

/** A sample: how many values, their mean and standard deviation. */
export interface Sample {
  count: number;
  mean: number | null;
  deviation: number | null;
}

/** How much higher the mean of one sample is than that of another; null while one of them is empty. */
export function difference(one: Sample, other: Sample): Measured {
  const over = one.count + other.count;
  if (one.mean === null || other.mean === null) return { value: null, over, interval: null };
  const value = one.mean - other.mean;
  if (one.deviation === null || other.deviation === null) return { value, over, interval: null };
  const reach = Z * Math.sqrt(one.deviation ** 2 / one.count + other.deviation ** 2 / other.count);
  return { value, over, interval: { low: value - reach, high: value + reach } };
}

/** Whether a time lies in a range, as SQL that is shown. */
export const within = (column: string, { from, to }: Range): string =>
  `${column} >= '${from.toISOString()}' and ${column} < '${to.toISOString()}'`;
