import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn } from 'class-validator';

const upper = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.toUpperCase() : value);

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
