import { difference, isMet, type Metric } from './metric';

const metric = (said: Partial<Metric>): Metric => ({
  name: 'x',
  definition: 'x',
  unit: 'x',
  comparison: 'AT_LEAST',
  target: 1,
  value: 1,
  over: 1,
  behind: { table: 'x', at: null },
  ...said,
});

test.each<[Partial<Metric>, boolean | null]>([
  [{}, true],
  [{ value: 0.9 }, false],
  [{ value: 0.9, unproven: true }, null],
  [{ unproven: true }, true],
  [{ comparison: 'AT_MOST' }, true],
  [{ comparison: 'AT_MOST', value: 1.1 }, false],
  [{ comparison: 'BELOW' }, false],
  [{ comparison: 'BELOW', value: 0.9 }, true],
  [{ value: null }, null],
  [{ target: null }, null],
])('of %j it is %s that the target is met', (said, met) => {
  expect(isMet(metric(said))).toBe(met);
});

test('the difference of means is unknown without one of them, and its reach without two values of each', () => {
  const some = { count: 4, mean: 80, deviation: 2 };
  expect(difference(some, { count: 0, mean: null, deviation: null })).toEqual({ value: null, over: 4, interval: null });
  expect(difference(some, { count: 1, mean: 70, deviation: null })).toEqual({ value: 10, over: 5, interval: null });
});
