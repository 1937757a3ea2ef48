/**
 * Many counters in one number: each has twelve decimal digits of a `numeric`. Adding such numbers adds all counters at
 * once, so Postgres' own `sum()` adds up histograms, and no counter reaches the next below a million millions.
 */
export const DIGITS = 12;

/** What counts one in a counter, as a text that Postgres takes for a numeric. */
export const unit = (counter: number): string => `1e${counter * DIGITS}`;

/** The counters that are not 0, by their number. Null has none. */
export function unpack(packed: string | null): Map<number, number> {
  const counters = new Map<number, number>();
  if (packed === null) return counters;
  for (let end = packed.length, counter = 0; end > 0; end -= DIGITS, counter++) {
    const count = Number(packed.slice(Math.max(0, end - DIGITS), end));
    if (count) counters.set(counter, count);
  }
  return counters;
}
