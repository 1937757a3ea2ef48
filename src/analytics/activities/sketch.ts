import { DDSketch } from '@datadog/sketches-js';

/** No quantile is told more wrong than this, in proportion. */
export const RELATIVE_ACCURACY = 0.02;

/** Durations up to this are alike, in milliseconds. */
export const LEAST_MS = 0.05;
/** Longer ones count as this: ten days. */
export const MOST_MS = 864_000_000;

const { mapping } = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });

/** What the logarithm of a duration is multiplied with before it is rounded up to its key. */
export const KEYS_PER_E = 1 / Math.log(mapping.gamma);
/** What is added to the key of a duration to make the number of its counter, from 1; counter 0 is for what is alike. */
export const FIRST_KEY = 1 - mapping.key(LEAST_MS);
/** The counter of the longest duration. */
export const LAST_COUNTER = mapping.key(MOST_MS) + FIRST_KEY;

/**
 * The durations within which some shares of all lie, 0 to 1, in milliseconds; null over none.
 * @param counts how many there are in each counter
 */
export function quantiles(counts: readonly number[], shares: readonly number[]): (number | null)[] {
  let total = 0;
  for (const count of counts) total += count;
  return shares.map((share) => {
    let left = Math.max(1, Math.ceil(share * total));
    let counter = 0;
    while (counter < counts.length && (left -= counts[counter]) > 0) counter++;
    return counter === counts.length ? null : mapping.value(Math.max(1, counter) - FIRST_KEY);
  });
}
