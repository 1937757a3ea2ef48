import { Fragment, part, type Part } from './sql-part';
import { Statements, type Table } from './statements';

class Heron {}
class Stork {}

const statements = new Statements((entity: Table) => `"${(entity as { name: string }).name}"`);
const read = (whole: Part) => {
  const { text, values } = statements.of(whole);
  return { text, values };
};

test('pieces of each kind are written where they stand, parameters by number', () => {
  const inner = part`id = ${1} or ${new Fragment('true')}`;
  const whole = () => part`select from ${Heron} where ${inner} and name = ${'x'}`;
  const written = { text: 'select from "Heron" where id = $1 or true and name = $2', values: [1, 'x'] };
  expect([read(whole()), read(whole())]).toEqual([written, written]);
});

test('the same template is another statement with other pieces', () => {
  const two = (one: unknown, other: unknown) => read(part`select ${one}, ${other}`).text;
  const some = part`f(${1})`;
  const pieces = [1, some, part`g`, new Fragment('$'), new Fragment('1'), Heron, Stork, null, 'text'];
  const expected = ['$', 'f($)', 'g', '$', '1', '"Heron"', '"Stork"', '$', '$'];
  const texts = pieces.flatMap((one) => pieces.map((other) => two(one, other).replaceAll(/\$\d/g, '$')));
  expect(texts).toEqual(expected.flatMap((one) => expected.map((other) => `select ${one}, ${other}`)));
});

test('a name belongs to a text, also to one that is put together anew each time', () => {
  const anew = () => part`update x set ${part(Object.assign(['y = ', ''], { raw: [] }), 1)}`;
  const [one, other] = [statements.of(anew()), statements.of(anew())];
  expect(other).toEqual(one);
  expect(statements.of(part`update x set y = ${2}`)).toEqual({ ...one, values: [2] });
  expect(statements.of(part`update x set z = ${2}`).name).not.toBe(one.name);
});

test('who waits for rows of an entity is told by the statements that insert them, also known ones', () => {
  const insert = () => statements.of(part`insert into ${Stork} values (${1})`).watchers;
  expect(insert()).toEqual([]);
  const tell = () => undefined;
  statements.watch(Stork, tell);
  expect(insert()).toEqual([tell]);
});
