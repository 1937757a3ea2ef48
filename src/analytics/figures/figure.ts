/** A share of something, or what is known about it: from a low to a high end. */
export interface Interval {
  low: number;
  high: number;
}

/** What was measured over some rows. */
export interface Measured {
  /** Null over none. */
  value: number | null;
  /** How many rows. */
  over: number;
  /** Of a share: what it lies in with 95 % confidence. */
  interval?: Interval | null;
}

/** A figure beside the same one over the time before. */
export interface Figure extends Measured {
  interval: Interval | null;
  before: { value: number | null; over: number } | null;
  change: number | null;
}

/** 95 % of a normal distribution lie within so many standard deviations. */
export const Z = 1.959963984540054;

/** A number of rows. */
export const number = (rows: number): Measured => ({ value: rows, over: rows });

/** What was measured over so many rows: nothing over none. */
export const measured = (value: number | null, over: number): Measured => ({ value: over ? value : null, over });

/** How many of some rows are so, as a share with its interval by Wilson, which holds for few rows and for extreme shares too. */
export function share(part: number, whole: number): Measured {
  if (!whole) return { value: null, over: 0, interval: null };
  const value = part / whole;
  const center = (value + (Z * Z) / (2 * whole)) / (1 + (Z * Z) / whole);
  const reach = (Z / (1 + (Z * Z) / whole)) * Math.sqrt((value * (1 - value)) / whole + (Z * Z) / (4 * whole * whole));
  const interval = { low: Math.max(0, center - reach), high: Math.min(1, center + reach) };
  return { value, over: whole, interval };
}

/** A figure of now beside that of the time before; `null` for one that has no before. */
export function figure(now: Measured, before: Measured | null): Figure {
  const known = before && now.value !== null && before.value !== null;
  return {
    value: now.value,
    over: now.over,
    interval: now.interval ?? null,
    before: before && { value: before.value, over: before.over },
    change: known ? now.value! - before.value! : null,
  };
}

/** Figures by their names, each beside that of the time before. */
export function figures<Name extends string>(
  now: Record<Name, Measured>,
  before: Record<Name, Measured> | null,
): Record<Name, Figure> {
  const all = {} as Record<Name, Figure>;
  for (const name of Object.keys(now) as Name[]) all[name] = figure(now[name], before && before[name]);
  return all;
}
