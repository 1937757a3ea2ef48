import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';

const PATTERN = String.raw`^(?![0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$)\S([\s\S]*\S)?$`;

/** A readable id that a caller chooses: any shape that is not a UUID, since a UUID in a path means the row's own. */
export const ReadableId = (): PropertyDecorator =>
  applyDecorators(
    IsString(),
    Length(1, 200),
    Matches(new RegExp(PATTERN), { message: '$property must not be a UUID, nor begin or end with a space' }),
    ApiProperty({ minLength: 1, maxLength: 200, pattern: PATTERN }),
  );
