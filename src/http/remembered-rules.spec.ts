import { getMetadataStorage, IsInt, IsString, Min, registerDecorator, validate } from 'class-validator';
import { rememberRules } from './remembered-rules';

class Base {
  @IsString()
  name: unknown;
}
class Input extends Base {
  @IsInt()
  @Min(1, { groups: ['strict'] })
  count: unknown;
}

const faultsOf = async (value: object, groups?: string[]) =>
  (await validate(value, { groups })).map(({ property, constraints }) => [property, Object.keys(constraints!)]);
const input = (name: unknown, count: unknown) => Object.assign(new Input(), { name, count });

const storage = getMetadataStorage();
const original = storage.getTargetValidationMetadatas;
const lookUps = jest.fn(original);

beforeAll(() => {
  storage.getTargetValidationMetadatas = lookUps;
  rememberRules();
});
beforeEach(() => lookUps.mockClear());

test('the rules of a class, its own and inherited ones, are looked up once', async () => {
  for (let time = 0; time < 3; time++) {
    expect(await faultsOf(input(1, 'x'))).toEqual([
      ['count', ['min', 'isInt']],
      ['name', ['isString']],
    ]);
    expect(await faultsOf(input('x', 1))).toEqual([]);
  }
  expect(lookUps).toHaveBeenCalledTimes(1);
});

test('rules of a group are those of that group', async () => {
  for (let time = 0; time < 2; time++) {
    expect(await faultsOf(input(1, 0), ['strict'])).toEqual([['count', ['min']]]);
    expect(await faultsOf(input(1, 0))).not.toEqual([['count', ['min']]]);
  }
});

test('a rule that is added later counts', async () => {
  expect(await faultsOf(input('x', 1))).toEqual([]);
  const validator = { validate: () => false };
  registerDecorator({ name: 'never', target: Input, propertyName: 'name', validator });
  expect(await faultsOf(input('x', 1))).toEqual([['name', ['never']]]);
});

test.each(['x', 1, null, undefined, {}])('an object may say that it was made by %p', (made) => {
  const outcome = (look: typeof original) => {
    try {
      return look.call(storage, made as Function, '', false, false);
    } catch (error) {
      return String(error);
    }
  };
  expect(outcome(storage.getTargetValidationMetadatas)).toEqual(outcome(original));
});

test('a storage is taken in hand once', () => {
  const now = storage.getTargetValidationMetadatas;
  rememberRules();
  expect(storage.getTargetValidationMetadatas).toBe(now);
});
