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

/** The sketch of the durations that were counted, by the numbers of the counters. */
export function sketchOf(counters: ReadonlyMap<number, number>): DDSketch {
  const sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
  for (const [counter, count] of counters) {
    sketch.accept(counter === 0 ? LEAST_MS : mapping.value(counter - FIRST_KEY), count);
  }
  return sketch;
}

/** The duration within which a share of them lies, 0 to 1, in milliseconds; null over none. */
export function quantile(sketch: DDSketch, share: number): number | null {
  if (!sketch.count) return null;
  // The library's own answer is one rank lower over few rows: of five, four lie within it and not 95 %.
  const rank = Math.max(0, Math.ceil(share * sketch.count) - 1);
  return sketch.mapping.value(sketch.store.keyAtRank(rank));
}
