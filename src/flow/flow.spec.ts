import { flow } from './flow';

type Light = 'RED' | 'GREEN' | 'OFF';
const light = flow<Light>({ RED: ['GREEN'], GREEN: ['RED', 'OFF'], OFF: [] });

test('a flow knows where each state leads and comes from', () => {
  expect(light.states).toEqual(['RED', 'GREEN', 'OFF']);
  expect(light.next('GREEN')).toEqual(['RED', 'OFF']);
  expect(light.next('OFF')).toEqual([]);
  expect(light.into('GREEN')).toEqual(['RED']);
});

test('a flow draws itself', () => {
  expect(light.toString()).toBe('stateDiagram-v2\n  RED --> GREEN\n  GREEN --> RED\n  GREEN --> OFF');
});
