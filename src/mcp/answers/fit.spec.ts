import fc from 'fast-check';
import { type Answer, ANSWER_BYTES, fit, prose } from './fit';

const said = (answer: Answer, bytes?: number) => JSON.parse(fit(answer, bytes));

test('what fits stays whole, without what is empty', () => {
  const next = [{ tool: 'claim', args: { id: 'task:T-1' } }];
  const answer = { id: 'task:T-1', name: prose('Write it'), none: null, nothing: [], also: { tasks: undefined }, next };
  expect(said(answer)).toEqual({ id: 'task:T-1', name: 'Write it', next });
});

test('texts are cut before lists are, and what is left out is counted', () => {
  const long = said({ id: 'story:1', text: prose('word '.repeat(1000)), list: ['a', 'b', 'c'] });
  expect(long).toMatchObject({ id: 'story:1', list: ['a', 'b', 'c'] });
  expect(long.text).toMatch(/^word .*…$/);
  const many = said({ list: Array.from({ length: 500 }, (_, n) => ({ id: `task:T-${n}` })) });
  expect(many.list.length + many.left_out.list).toBe(500);
  expect(many.list[0]).toEqual({ id: 'task:T-0' });
});

test('a call to make is never cut', () => {
  const args = { session: 'dev/session-1', id: `story:${'s'.repeat(200)}`, met: ['AC-1'] };
  const { next } = said({ id: args.id, text: prose('x'.repeat(5000)), next: [{ tool: 'report', args }] });
  expect(next).toEqual([{ tool: 'report', args }]);
});

test('more bytes show more', () => {
  const answer = { text: prose('x'.repeat(50_000)) };
  expect(fit(answer, 16_384).length).toBeGreaterThan(5_000);
  expect(fit(answer).length).toBeLessThanOrEqual(ANSWER_BYTES);
});

const text = fc.string({ unit: 'grapheme', maxLength: 3_000 });
const value = fc.letrec((tie) => ({
  any: fc.oneof(text, text.map(prose), fc.integer(), fc.constant(null), tie('list'), tie('members')),
  list: fc.array(tie('any'), { maxLength: 30 }),
  members: fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), tie('any'), { maxKeys: 8 }),
}));
const call = fc.record({ tool: fc.string(), args: fc.dictionary(fc.string(), text, { maxKeys: 3 }) });

test('whatever is said, it is JSON within the bytes', () => {
  fc.assert(
    fc.property(value.members, fc.array(call, { maxLength: 5 }), (members, next) => {
      const json = fit({ ...(members as object), next });
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(ANSWER_BYTES);
      JSON.parse(json);
    }),
    { numRuns: 300 },
  );
});
