import {
  getMetadataStorage,
  IsInt,
  IsString,
  MetadataStorage,
  Min,
  registerDecorator,
  validate,
} from 'class-validator';
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

/** A storage of our own with the rules of both classes: that of the process may be taken in hand already. */
function freshStorage(): MetadataStorage {
  const storage = new MetadataStorage();
  const rules = getMetadataStorage().getTargetValidationMetadatas(Input, '', false, false);
  for (const rule of rules) storage.addValidationMetadata(rule);
  return storage;
}

beforeAll(() => rememberRules());

test('the rules of a class, its own and inherited ones, are looked up once', () => {
  const storage = freshStorage();
  const lookUps = jest.spyOn(storage, 'getTargetValidationMetadatas');
  rememberRules(storage);
  for (let time = 0; time < 3; time++) {
    const rules = storage.getTargetValidationMetadatas(Input, '', false, false);
    expect(rules.map(({ propertyName, name }) => [propertyName, name]).sort()).toEqual([
      ['count', 'isInt'],
      ['count', 'min'],
      ['name', 'isString'],
    ]);
  }
  expect(lookUps).toHaveBeenCalledTimes(1);
});

test('every object is looked at by the rules of its class', async () => {
  for (let time = 0; time < 2; time++) {
    expect(await faultsOf(input(1, 'x'))).toEqual([
      ['count', ['min', 'isInt']],
      ['name', ['isString']],
    ]);
    expect(await faultsOf(input('x', 1))).toEqual([]);
  }
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
  const outcome = (storage: MetadataStorage) => {
    try {
      return storage.getTargetValidationMetadatas(made as Function, '', false, false);
    } catch (error) {
      return String(error);
    }
  };
  const inHand = freshStorage();
  rememberRules(inHand);
  expect(outcome(inHand)).toEqual(outcome(freshStorage()));
});

test('a storage is taken in hand once', () => {
  const storage = freshStorage();
  rememberRules(storage);
  const { getTargetValidationMetadatas: now } = storage;
  rememberRules(storage);
  expect(storage.getTargetValidationMetadatas).toBe(now);
});
