import { makes, stages } from '../../../test/support/planned';
import { fill, handoffPrompt } from './handoff-prompt';

const values = new Map<string, unknown>([
  ['kind', 'a feature'],
  ['small', true],
  ['large', false],
  ['files', ['a.md', 'b.md']],
]);

test('variables that are known are put in; the others stay to be seen', () => {
  expect(fill('It is {{kind}} with {{ files }}, {{yes/no}}.', values)).toBe(
    'It is a feature with ["a.md","b.md"], {{yes/no}}.',
  );
});

test('a line with a condition is kept without it, dropped, or left as it is', () => {
  const prompt = 'Now:\n{{if small}}: one story\n- {{if large}}: all of it\n{{if odd}}: think';
  expect(fill(prompt, values)).toBe('Now:\none story\n{{if odd}}: think');
});

test('a value is put in once and read no further', () => {
  expect(fill('{{a}}', new Map([['a', '{{b}}'], ['b', 'no']]))).toBe('{{b}}'); // prettier-ignore
});

test('what the stage before has put out wins over answers and the context of the run', () => {
  const [pm, architect] = stages(
    { name: 'plan', agents: ['pm'], creates: makes('prd.md'), status: 'COMPLETED' },
    { name: 'design', agents: ['architect'] },
  ).map((stage) => ({ ...stage, outputs: { size: 'from the stage' } }));
  const words = { pm_to_architect: '{{document_list}}: {{size}}, {{product}}, {{ui}} {{if big}}: {{missing}}' };
  const known = { context: { product: 'a shop', size: 'small' }, answers: new Map([['ui', true]]), epicId: null };
  expect(handoffPrompt(architect, [pm, architect], words, known)).toBe(
    'prd.md: from the stage, a shop, true {{if big}}: {{missing}}',
  );
});

test('the story of a pass and the epic of the run are known', () => {
  const [dev, qa] = stages(
    { name: 'build', agents: ['dev'], status: 'COMPLETED' },
    { name: 'judge', agents: ['qa'] },
  ).map((stage) => ({ ...stage, storyId: '1.2' }));
  const words = { dev_to_qa: 'Story {{story_id}} of {{epic_id}} is ready to be judged.' };
  const known = { context: { story_id: 'the first' }, answers: new Map(), epicId: 'E-1' };
  expect(handoffPrompt(qa, [dev, qa], words, known)).toBe('Story 1.2 of E-1 is ready to be judged.');
  const alone = [dev, qa].map((stage) => ({ ...stage, storyId: null }));
  const unknown = { dev_to_qa: '{{if epic_id}}: of {{epic_id}}\n{{story_id}}' };
  expect(handoffPrompt(alone[1], alone, unknown, { ...known, epicId: null })).toBe(
    '{{if epic_id}}: of {{epic_id}}\nthe first',
  );
  expect(handoffPrompt(qa, [dev, qa], words)).toBe('Story 1.2 of {{epic_id}} is ready to be judged.');
});
