import { spansAround } from './neighbours.service';

const at = (episode: number, position: number) => ({ episode, position });

test.each([
  ['nothing', [], []],
  ['one', [at(7, 5)], [[7, 3, 7]]],
  ['some far from one another', [at(7, 20), at(8, 5), at(7, 5)], [[7, 3, 7], [7, 18, 22], [8, 3, 7]]], // prettier-ignore
  ['some that meet, in any order', [at(7, 10), at(7, 5), at(7, 11)], [[7, 3, 13]]],
  ['what has no session', [at(-4, 1), at(-3, 1)], [[-4, 1, 1], [-3, 1, 1]]], // prettier-ignore
])('the stretches around %s hold every neighbour once', (_, candidates, spans) => {
  expect(spansAround(candidates)).toEqual(spans);
});
