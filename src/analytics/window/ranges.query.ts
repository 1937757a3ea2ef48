import { Fragment, part, type Part } from '../../database/database';
import type { Scope } from '../../database/scope';
import type { Range } from './window';

/** Whose rows are looked at. */
export interface Whose {
  scope: Scope;
  /** Whether those of all projects are. */
  everywhere: boolean;
}

/** The relation `range (begins, ends, number)`, numbered from 0 unless other numbers are given. */
export const rangesOf = (
  ranges: readonly Range[],
  numbers: readonly number[] = ranges.map((_, index) => index),
): Part =>
  part`unnest(${ranges.map(({ from }) => from)}::timestamptz[], ${ranges.map(({ to }) => to)}::timestamptz[],
    ${numbers}::int[]) as range (begins, ends, number)`;

/** Some ranges, cut at the beginnings and ends of all of them: so that each row is looked at once, however many ranges hold it. */
export interface Slices {
  /** Whether a time lies between the first beginning and the last end, as SQL. */
  hold(time: string): Part;
  /** The number of the slice that a time lies in, as SQL. */
  at(time: string): Part;
  /** The relation `range (first, last, number)`: the slices that each range is made of, numbered from 0. */
  ranges: Part;
}

/** What is added up over slices adds up to ranges. */
export function slicesOf(ranges: readonly Range[]): Slices {
  const ends = ranges.flatMap(({ from, to }) => [from.getTime(), to.getTime()]);
  const cuts = [...new Set(ends)].sort((one, other) => one - other);
  const [times, numbers] = [cuts.map((cut) => new Date(cut)), new Map(cuts.map((cut, place) => [cut, place + 1]))];
  const first = ranges.map(({ from }) => numbers.get(from.getTime()));
  const last = ranges.map(({ to }) => numbers.get(to.getTime())! - 1);
  return {
    hold: (time) => part`${new Fragment(time)} >= ${times[0]} and ${new Fragment(time)} < ${times.at(-1)}`,
    at: (time) => part`width_bucket(${new Fragment(time)}, ${times}::timestamptz[])`,
    ranges: part`unnest(${first}::int[], ${last}::int[], ${ranges.map((_, index) => index)}::int[]) as range (first, last, number)`,
  };
}

/** Whether a row lies in the project that is looked at. */
export const inProject = ({ scope, everywhere }: Whose, alias: string): Part =>
  everywhere ? part`true` : part`${new Fragment(alias)}.project_id = ${scope.projectId}`;

/** Rows that say which range they belong to, one for each range, in order; `none` where there is none. */
export function byRange<T>(rows: readonly (T & { range: number })[], ranges: readonly Range[], none: T): T[] {
  const found = new Map(rows.map((row) => [row.range, row]));
  return ranges.map((_, range) => found.get(range) ?? none);
}

/** The same for each of several things. */
export function byWhoseAndRange<T>(
  rows: readonly (T & { whose: string; range: number })[],
  whose: readonly string[],
  ranges: readonly Range[],
  none: T,
): Map<string, T[]> {
  const all = new Map(whose.map((one) => [one, ranges.map(() => none)]));
  for (const row of rows) all.get(row.whose)![row.range] = row;
  return all;
}
