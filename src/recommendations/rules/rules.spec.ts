import { outcomeOf } from '../verdict';
import { below, meanAbove, meanLess, shareAbove, shareLess } from './confidence';
import { patternOf, patternsIn } from './recurring-error';
import { rules } from './rules';

test.each([
  [0, 0.5],
  [1, 0.841345],
  [-1, 0.158655],
  [1.959964, 0.975],
  [4, 0.999968],
  [NaN, 0.5],
])('%d deviations above the mean lies %d of a normal distribution', (deviations, share) => {
  expect(below(deviations)).toBeCloseTo(share, 5);
});

test('the more is seen, the surer it is', () => {
  expect(shareAbove(40, 50, 0.5)).toBeGreaterThan(shareAbove(4, 5, 0.5));
  expect(shareAbove(1, 50, 0.5)).toBeLessThan(0.01);
  expect(shareLess(30, 60, 54, 60)).toBeGreaterThan(shareLess(5, 10, 9, 10));
  expect(shareLess(9, 10, 9, 10)).toBeCloseTo(0.5, 6);
  const sample = (mean: number, count = 10, deviation: number | null = 5) => ({ mean, count, deviation });
  expect(meanLess(sample(60), sample(80))).toBeGreaterThan(0.999);
  expect(meanLess(sample(79), sample(80))).toBeLessThan(0.7);
  expect(meanLess(sample(60, 10, 0), sample(80, 10, 0))).toBe(1);
  expect(meanAbove(sample(2), 1)).toBeLessThan(meanAbove(sample(2, 100), 1));
  expect(meanAbove(sample(1, 10, 0), 1)).toBe(0.5);
});

test.each([
  ['Timeout after 30 s', 'timeout after # s'],
  ['timeout  after\n3000 s', 'timeout after # s'],
  ['Cannot read /srv/app/a.ts:12', 'cannot read …'],
  ['Column "x" of `t` is missing', 'column … of … is missing'],
  ['Task 0198c0de-0000-7000-8000-000000000000 is gone', 'task # is gone'],
  ['   ', ''],
])('what failures like %j have in common is %j', (reason, pattern) => {
  expect(patternOf(reason)).toBe(pattern);
});

test('failures are gathered by what they have in common, and those that say nothing are left out', () => {
  const failure = (reason: string) => ({ type: 'task', id: 'x', name: 'T-1', reason, at: new Date(0) });
  const facts = patternsIn(['Port 1 is taken', 'port 22 is taken', ' ', 'Other'].map(failure));
  expect(facts).toMatchObject([
    { subjectId: 'port # is taken', value: 2, over: 2 },
    { subjectId: 'other', value: 1 },
  ]);
  expect(facts[0].evidence).toHaveLength(2);
});

test('of a failure that came back often the newest twenty are shown, and all are counted', () => {
  const failures = Array.from({ length: 50 }, (_, n) => ({
    type: 'task',
    id: `${n}`,
    name: 'T-1',
    reason: `Port ${n} is taken`,
    at: new Date(-n),
  }));
  const [{ value, over, evidence }, ...more] = patternsIn(failures);
  expect(more).toEqual([]);
  expect([value, over]).toEqual([50, 50]);
  expect(evidence.map(({ id }) => id)).toEqual(failures.slice(0, 20).map(({ id }) => id));
});

test.each([
  [
    { value: 10, expected: 0 },
    { value: 4, over: 5 },
    { verdict: 'VERIFIED', measured: 4, over: 5 },
  ],
  [
    { value: 10, expected: 0 },
    { value: 6, over: 5 },
    { verdict: 'REFUTED', measured: 6, over: 5 },
  ],
  [
    { value: 10, expected: 0 },
    { value: 14, over: 5 },
    { verdict: 'REFUTED', measured: 14, over: 5 },
  ],
  [
    { value: 0.5, expected: 0.9 },
    { value: 0.8, over: 5 },
    { verdict: 'VERIFIED', measured: 0.8, over: 5 },
  ],
  [{ value: 10, expected: 0 }, { value: 4, over: 1 }, null],
  [{ value: 10, expected: 0 }, { value: null, over: 5 }, null],
  [{ value: 10, expected: 0 }, undefined, null],
])('of %j, measured as %j, comes %j', (promised, fact, outcome) => {
  expect(outcomeOf(promised, fact, { least: 3, absent: null })).toEqual(outcome);
});

test('a thing that is gone counts as what its rule says', () => {
  const gone = outcomeOf({ value: 10, expected: 0 }, undefined, { least: 0, absent: 0 });
  expect(gone).toEqual({ verdict: 'VERIFIED', measured: 0, over: 0 });
});

test('no rule speaks of what it has not measured', () => {
  const nothing = { subjectType: 'x', subjectKey: 'x', subjectId: 'x', value: null, over: 0, evidence: [] };
  for (const { advise } of rules) expect(advise(nothing)).toBeNull();
});
