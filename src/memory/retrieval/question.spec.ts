import { wordsOf } from '../terms/words';
import { dateMatch, datesIn } from './dates';
import { packed } from './packing';
import { questionOf } from './question';

test.each([
  ['getUserName', ['getusername', 'get', 'user', 'name']],
  ['get_user_name', ['getusername', 'get', 'user', 'name']],
  ['HTTPServer', ['httpserver', 'http', 'server']],
  ['src/memory/terms.ts', ['src', 'memory', 'terms', 'ts']],
  ['v1.2.3 costs 3,500', ['v1', '2.3', 'costs', '3,500']],
  ['We went, bought two', ['we', 'go', 'buy', 'two']],
  ['Ångström ﬁle', ['angstrom', 'file']],
  ['消息队列', ['消息', '息队', '队列']],
  ['🙂 -- ?', []],
])('the words of %s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test.each([
  ['on 2024-02-29?', [{ year: 2024, month: 2, day: 29 }]],
  ['on 8 May, 2023', [{ year: 2023, month: 5, day: 8 }]],
  ['on May 8th 2023', [{ year: 2023, month: 5, day: 8 }]],
  ['in August 2023 or in May', [{ year: 2023, month: 8 }, { month: 5 }]],
  ['since 2022', [{ year: 2022 }]],
  ['It may march on', []],
  ['the release 2023-99-99', []],
])('the dates in "%s"', (text, dates) => {
  expect(datesIn(text)).toEqual(dates);
});

test('a date is met by its day or month, less by the days after it, not by those before', () => {
  const day = { year: 2023, month: 5, day: 8 };
  const at = (iso: string) => dateMatch(day, new Date(iso));
  expect([at('2023-05-08T23:00:00Z'), at('2023-05-07T12:00:00Z'), at('2024-05-08T12:00:00Z')]).toEqual([1, 0, 0]);
  expect(at('2023-05-10T12:00:00Z')).toBeGreaterThan(0);
  expect(dateMatch({ month: 5 }, new Date('1999-05-31T00:00:00Z'))).toBe(1);
});

test('a question names what may be an entity, in up to three words', () => {
  const { names, asksWhen } = questionOf('When did the Payment Service fail?');
  expect(names.map(({ key }) => key)).toEqual(
    expect.arrayContaining(['payment', 'paymentservice', 'thepaymentservice']),
  );
  expect(asksWhen).toBe(true);
});

test('a budget takes what fits, in order', () => {
  expect(packed(['four', 'much too long', 'abc', 'x'], ({ length }) => length, 8)).toEqual(['four', 'abc', 'x']);
});
