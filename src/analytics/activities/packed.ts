/**
 * Many counters in one number: each has twelve decimal digits of a `numeric`. Adding such numbers adds all counters at
 * once, so Postgres' own `sum()` adds up histograms, and no counter reaches the next below a million millions.
 */
export const DIGITS = 12;

const ZERO = '0'.charCodeAt(0);

/** What counts one in a counter, as a text that Postgres takes for a numeric. */
export const unit = (counter: number): string => `1e${counter * DIGITS}`;

/** What each counter has counted, by its number; null has none. Digit by digit: answers unpack many. */
export function unpack(packed: string | null): number[] {
  const counts: number[] = [];
  for (let end = packed?.length ?? 0; end > 0; end -= DIGITS) {
    let count = 0;
    for (let at = Math.max(0, end - DIGITS); at < end; at++) count = count * 10 + packed!.charCodeAt(at) - ZERO;
    counts.push(count);
  }
  return counts;
}
