import { unacceptable } from '../../problems/problem';
import { DAY_MS, type Range } from '../window/window';

/** What is measured, and what it is compared with. */
export interface Periods {
  window: Range;
  baseline: Range;
}

export interface AskedPeriods {
  from?: Date;
  to?: Date;
  baselineFrom?: Date;
  baselineTo?: Date;
}

const USUAL_MS = 30 * DAY_MS;

/** How many weeks a period lasts. */
export const weeksOf = ({ from, to }: Range): number => (to.getTime() - from.getTime()) / (7 * DAY_MS);

/**
 * The last 30 days unless others are asked for; the baseline is the equally long time before unless another is named.
 * @throws Problem 422 when one ends before it begins
 */
export function periodsOf({ from, to, baselineFrom, baselineTo }: AskedPeriods, now: Date): Periods {
  const end = to ?? now;
  const window = period(from ?? new Date(end.getTime() - USUAL_MS), end, 'to');
  const lasts = window.to.getTime() - window.from.getTime();
  const baselineEnd = baselineTo ?? (baselineFrom ? new Date(baselineFrom.getTime() + lasts) : window.from);
  const baselineStart = baselineFrom ?? new Date(baselineEnd.getTime() - lasts);
  return { window, baseline: period(baselineStart, baselineEnd, 'baseline_to') };
}

function period(from: Date, to: Date, name: string): Range {
  if (from < to) return { from, to };
  throw unacceptable(name, `must be later than \`${name.replace(/to$/, 'from')}\``);
}
