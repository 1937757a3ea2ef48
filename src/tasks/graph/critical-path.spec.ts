import fc from 'fast-check';
import { criticalPath, type Step } from './critical-path';

const step = (id: string, hours: number, ...after: string[]): Step => ({ id, hours, after });

test('the longest chain by hours, not by tasks', () => {
  expect(criticalPath([step('a', 1), step('b', 1, 'a'), step('c', 1, 'b'), step('d', 5, 'a')])).toEqual(['a', 'd']);
  expect(criticalPath([])).toEqual([]);
});

test('of chains that take as long, the one with more tasks; what is not among the steps is left out', () => {
  expect(criticalPath([step('a', 2), step('b', 1), step('c', 1, 'b', 'gone')])).toEqual(['b', 'c']);
});

test('it takes what trying every chain finds', () => {
  const graph = fc.array(fc.record({ hours: fc.nat(9), after: fc.array(fc.nat(11)) }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(graph, (nodes) => {
      const steps = nodes.map(({ hours, after }, n) =>
        step(String(n), hours, ...new Set(after.filter((m) => m < n).map(String))),
      );
      const longest = (id: string): number => {
        const { hours, after } = steps[Number(id)];
        return hours + Math.max(0, ...after.map(longest));
      };
      const path = criticalPath(steps);
      expect(path.reduce((sum, id) => sum + steps[Number(id)].hours, 0)).toBe(
        Math.max(...steps.map(({ id }) => longest(id))),
      );
      path.slice(1).forEach((id, n) => expect(steps[Number(id)].after).toContain(path[n]));
    }),
  );
});
