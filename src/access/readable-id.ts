import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';

/** A readable id that a caller chooses: any shape that is not a UUID, since a UUID in a path means the row's own. */
export const ReadableId = (): PropertyDecorator =>
  applyDecorators(
    IsString(),
    Length(1, 200),
    Matches(/^(?![0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)\S(.*\S)?$/is, {
      message: '$property must not be a UUID, nor begin or end with a space',
    }),
  );
