import { PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { IsObjectList } from '../access/object-list';
import { OrNull } from '../access/or-null';
import type { Problem } from '../problems/problem';
import { validation } from './validation';

class Part {
  @IsOptional()
  @IsString()
  name?: string;
}

class Whole extends Part {
  @IsOptional()
  @IsString()
  kind?: string = 'usual';

  @IsOptional()
  @IsString()
  @OrNull()
  owner?: string | null;

  @IsOptional()
  @IsObjectList()
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts?: Part[];

  @IsOptional()
  @IsObject()
  free?: object;
}

class Named {
  @IsString()
  @Length(1, 5)
  name: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2)
  @IsString({ each: true })
  tags?: string[];
}

class Owned {
  @IsString()
  @OrNull()
  owner: string | null;
}

class Change extends PartialType(Owned) {
  @IsString()
  id: string;
}

const take = (value: object, metatype: new () => object) =>
  validation().transform(value, { type: 'body', metatype }) as Promise<object>;

test('null counts as left out, but where it may be null', async () => {
  const all = { name: null, kind: null, owner: null, parts: null };
  expect({ ...(await take(all, Whole)) }).toEqual({ kind: 'usual', owner: null });
  expect({ ...(await take({ owner: null, id: 'x' }, Change)) }).toEqual({ id: 'x', owner: null });
});

test('null counts as left out in what is nested, and stays in what is free of form', async () => {
  const taken = await take({ parts: [{ name: null }, { name: 'x' }], free: { name: null } }, Whole);
  expect(taken).toEqual({ kind: 'usual', parts: [{ name: undefined }, { name: 'x' }], free: { name: null } });
});

test.each([
  [[[{ name: 'x' }]], 'parts.0'],
  [[{}, null], 'parts.1'],
  [{ name: 'x' }, 'parts'],
  ['x', 'parts'],
])('no list of objects: %j', async (parts, where) => {
  const [error] = await take({ parts }, Whole).then(
    () => [],
    ({ extras }: Problem) => extras.errors!,
  );
  expect(error).toMatchObject({
    field: 'parts',
    message: expect.stringMatching(`^${where} must be an? (object|list)`),
  });
});

test('what is needed may not be null', async () => {
  await expect(take({ id: null }, Change)).rejects.toMatchObject({ status: 400 });
  await expect(take({ parts: [null] }, Whole)).rejects.toMatchObject({ status: 400 });
});

test.each([
  [{}, 'name must be given'],
  [{ name: ['x'] }, 'name must be a string'],
  [{ name: 'too long' }, 'name must be shorter than or equal to 5 characters'],
  [{ name: 'x', tags: 7 }, 'tags must be an array'],
  [{ name: 'x', tags: [7] }, 'each value in tags must be a string'],
  [{ name: 'x', tags: ['a', 'b', 'c'] }, 'tags must contain no more than 2 elements'],
])('the one fault that is told of %j is the most telling', async (body, message) => {
  const refusal: Problem = await take(body, Named).then(
    () => Promise.reject(new Error('was taken')),
    (error: Problem) => error,
  );
  expect(refusal.extras.errors).toMatchObject([{ message }]);
});
