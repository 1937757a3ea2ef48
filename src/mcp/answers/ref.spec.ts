import { refOf, refTo, stageOfRef, stageRef } from './ref';

test.each([
  ['task:T-1', 'task', 'T-1'],
  ['T-1', 'task', 'T-1'],
  ['H-12', 'handoff', 'H-12'],
  ['story:1.1: a story', 'story', '1.1: a story'],
  ['epic:line\nbreak', 'epic', 'line\nbreak'],
])('%j is the %s %j', (text, kind, id) => {
  expect(refOf(text)).toEqual({ kind, id });
});

test.each(['1.1', 'T-x', 'task:', 'thing:1', ''])('%j does not say what it is', (text) => {
  expect(() => refOf(text)).toThrow(expect.objectContaining({ type: 'invalid-request', status: 400 }));
});

test('a stage is named with its run', () => {
  const ref = stageRef('greenfield-fullstack-1', 'po-check.2');
  expect(stageOfRef(refOf(ref).id)).toEqual({ run: 'greenfield-fullstack-1', stage: 'po-check.2' });
  for (const id of ['run', '/stage', 'run/']) expect(() => stageOfRef(refOf(refTo('stage', id)).id)).toThrow();
});
