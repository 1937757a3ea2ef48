import { Fragment } from '../../database/database';

/** How many durations fell into each bucket, by its number. Histograms of any origin merge by adding. */
export type Histogram = ReadonlyMap<number, number>;

/** Durations below this are alike, in milliseconds. */
const LEAST_MS = 0.05;
/** Each bucket reaches this much further than the one before, so no duration is told more than 2 % wrong. */
const GROWTH = 1.04;
/** The last bucket takes all that is longer: about an hour. */
const LAST = 460;

const STEP = Math.log(GROWTH);

/** The bucket of a duration. */
export const bucketOf = (milliseconds: number): number =>
  milliseconds <= LEAST_MS ? 0 : Math.min(LAST, Math.ceil(Math.log(milliseconds / LEAST_MS) / STEP));

/** The duration that a bucket stands for, in milliseconds: equally far, in proportion, from both of its ends. */
export const durationOf = (bucket: number): number =>
  bucket === 0 ? LEAST_MS : (LEAST_MS * GROWTH ** bucket * 2) / (GROWTH + 1);

/** The duration within which a share of them lies, 0 to 1, in milliseconds; null over none. */
export function quantile(histogram: Histogram, share: number): number | null {
  const buckets = [...histogram].sort(([one], [other]) => one - other);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(share * total));
  let below = 0;
  for (const [bucket, count] of buckets) {
    below += count;
    if (below >= rank) return durationOf(bucket);
  }
  return null;
}

/** The bucket of a duration, in a statement. @param milliseconds an SQL expression */
export const bucketInSql = (milliseconds: string): Fragment =>
  new Fragment(
    `case when ${milliseconds} <= ${LEAST_MS} then 0 else least(${LAST}, ceil(ln(${milliseconds} / ${LEAST_MS}) / ${STEP})) end`,
  );
