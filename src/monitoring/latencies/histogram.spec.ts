import * as fc from 'fast-check';
import { bucketOf, durationOf, quantile } from './histogram';

const histogramOf = (durations: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const duration of durations) counts.set(bucketOf(duration), (counts.get(bucketOf(duration)) ?? 0) + 1);
  return counts;
};

test('a bucket tells no duration more than 2 % wrong', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 3_000_000, noNaN: true }), (duration) => {
      expect(Math.abs(durationOf(bucketOf(duration)) / duration - 1)).toBeLessThanOrEqual(0.02);
    }),
  );
});

test('a quantile is that of the durations themselves, within 2 %', () => {
  const durations = fc.array(fc.double({ min: 0.05, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(durations, fc.constantFrom(0.01, 0.5, 0.95, 0.99, 1), (list, share) => {
      const exact = [...list].sort((a, b) => a - b)[Math.ceil(share * list.length) - 1];
      expect(Math.abs(quantile(histogramOf(list), share)! / exact - 1)).toBeLessThanOrEqual(0.0201);
    }),
  );
});

test('over nothing there is no quantile', () => {
  expect(quantile(new Map(), 0.5)).toBeNull();
});

test.each([0, -1, 0.01])('%d ms counts as the least that is told apart', (duration) => {
  expect(bucketOf(duration)).toBe(0);
});

test('what takes for ever falls into the last bucket', () => {
  expect(bucketOf(Number.MAX_VALUE)).toBe(460);
});
