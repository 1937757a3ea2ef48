import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn } from 'class-validator';

const upperCase = (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value);
const upper = ({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(upperCase) : upperCase(value));

/**
 * A member of a view that holds one of `members`.
 * @param name what the OpenAPI document calls the enum
 */
export const ShowsEnum = (name: string, members: readonly string[]): PropertyDecorator =>
  ApiProperty({ enum: members, enumName: name });

/** A member of an input that takes one of `members`, in any letter case. Say `@IsOptional()` beside it where it may be left out. */
export const TakesEnum = (name: string, members: readonly string[]): PropertyDecorator =>
  applyDecorators(
    Transform(upper),
    IsIn(members, { message: `$property must be one of ${members.join(', ')}, in any letter case` }),
    ShowsEnum(name, members),
  );

/** A member of an input that takes a list of some of `members`, each once, in any letter case. */
export const TakesEnums = (name: string, members: readonly string[]): PropertyDecorator =>
  applyDecorators(
    Transform(upper),
    IsArray(),
    ArrayNotEmpty(),
    ArrayUnique(),
    IsIn(members, { each: true, message: `$property must be some of ${members.join(', ')}, in any letter case` }),
    ApiProperty({ enum: members, enumName: name, isArray: true, minItems: 1, uniqueItems: true }),
  );

/** A member of a view that holds a list of `members`. */
export const ShowsEnums = (name: string, members: readonly string[]): PropertyDecorator =>
  ApiProperty({ enum: members, enumName: name, isArray: true });
