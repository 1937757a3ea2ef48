import { unacceptable } from '../../problems/problem';

/** What a window is divided into; weeks begin on Mondays, and all of them in UTC. */
export const bucketSizes = ['HOUR', 'DAY', 'WEEK'] as const;
export type BucketSize = (typeof bucketSizes)[number];

/** A time, from its beginning up to its end, which does not belong to it. */
export interface Range {
  from: Date;
  to: Date;
}

/** A time that is looked at, in whole buckets, and the equally long one right before it. */
export interface Window extends Range {
  bucket: BucketSize;
  before: Range;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

const sizes: Record<BucketSize, number> = { HOUR: HOUR_MS, DAY: DAY_MS, WEEK: WEEK_MS };
/** The first Monday of the epoch. */
const FIRST_WEEK_MS = 4 * DAY_MS;
/** How many buckets a window has unless it is told. */
const usual: Record<BucketSize, number> = { HOUR: 24, DAY: 30, WEEK: 12 };
/** How many it has at most. */
const MOST = 750;

/**
 * The window that is asked for, widened to whole buckets. Without an end it ends with the bucket that it is now, without a
 * beginning it has 24 hours, 30 days or 12 weeks.
 * @throws Problem 422 when it ends before it begins, or has too many buckets
 */
export function windowOf(asked: { from?: Date; to?: Date; bucket?: BucketSize }, now: Date): Window {
  const { bucket = 'DAY' } = asked;
  const size = sizes[bucket];
  const end = asked.to ?? new Date(Math.max(now.getTime(), (asked.from?.getTime() ?? 0) + 1));
  const to = ceiling(end.getTime(), bucket);
  const from = asked.from ? floor(asked.from.getTime(), bucket) : to - usual[bucket] * size;
  if (from >= to) throw unacceptable('to', 'must be later than `from`');
  if ((to - from) / size > MOST) {
    throw unacceptable('bucket', `must be so large that the window has ${MOST} of them at most`, {
      allowed: bucketSizes.filter((other) => (to - from) / sizes[other] <= MOST),
    });
  }
  return { ...range(from, to), bucket, before: range(2 * from - to, from) };
}

/** The buckets of a window, in order. */
export function bucketsOf({ from, to, bucket }: Window): Range[] {
  const size = sizes[bucket];
  const count = (to.getTime() - from.getTime()) / size;
  return Array.from({ length: count }, (_, place) =>
    range(from.getTime() + place * size, from.getTime() + (place + 1) * size),
  );
}

const range = (from: number, to: number): Range => ({ from: new Date(from), to: new Date(to) });

function floor(time: number, bucket: BucketSize): number {
  const [size, first] = [sizes[bucket], bucket === 'WEEK' ? FIRST_WEEK_MS : 0];
  return Math.floor((time - first) / size) * size + first;
}

const ceiling = (time: number, bucket: BucketSize): number => {
  const begun = floor(time, bucket);
  return begun === time ? time : begun + sizes[bucket];
};
