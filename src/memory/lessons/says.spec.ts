import { excerpt, outline } from './excerpt';
import { says, tells } from './says';

test.each([
  'Done.',
  'All tasks completed successfully, everything works as expected.',
  'OK',
  '',
  '   ',
  'n/a',
  '…',
  '🙂🙂🙂',
  '42 100',
  'LGTM',
  null,
])('%j says nothing', (text) => {
  expect(says(text)).toBe(false);
});

test.each([
  'Retry needs the same idempotency key',
  'Added getUserProfile',
  'Fixed the race in src/queue.ts',
  '我们决定使用消息队列',
  'Мы решили использовать очередь',
])('%j says something', (text) => {
  expect(says(text)).toBe(true);
});

test('a failure needs one telling word only', () => {
  expect(says('Timeout', 1)).toBe(true);
  expect(says('It failed', 1)).toBe(false);
});

test('data tells more than yes or no', () => {
  expect([{}, { ok: true }, { result: 'done' }, { a: [null, ''] }, undefined].map(tells)).not.toContain(true);
  expect([{ tests: 12 }, { decision: 'one queue' }, { a: [{ b: 'pg_trgm' }] }].map(tells)).not.toContain(false);
});

test('data is put into few words', () => {
  expect(outline({ tests: 12, failed: null, notes: ['a', 'b'], deep: { ok: true } })).toBe(
    'tests: 12; notes: a, b; deep: ok: true',
  );
});

describe('an excerpt', () => {
  test('is the whole text where that is short', () => {
    expect(excerpt('  short text ', 100)).toBe('short text');
  });

  test('keeps beginning and end, cut between words', () => {
    const text = `first ${'middle '.repeat(1000)}last`;
    const short = excerpt(text, 100);
    expect(short).toMatch(/^first (middle )+… (middle )+last$/);
    expect(short.length).toBeLessThanOrEqual(103);
  });

  test('cuts no secret in two', () => {
    const token = ['ghp', 'A1b2C3d4'.repeat(5).slice(0, 36)].join('_');
    for (let before = 0; before < 60; before++) {
      const short = excerpt(`${'x '.repeat(before)}${token}${' y'.repeat(5000)}`, 100);
      for (let from = 0; from + 8 <= token.length; from++) expect(short).not.toContain(token.slice(from, from + 8));
    }
  });
});
