import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { Limit } from '../database/limit';

/** How every list is asked for. */
export class PageQuery {
  /** The `next` of the page before; without it the list begins at its oldest item. */
  @IsOptional()
  @IsUUID()
  after?: string;

  /**
   * How many items at most.
   * @example 50
   */
  @Limit(200)
  limit?: number = 50;
}

/** Documents the answer of a list: `{ items, next }`. */
export const Paged = (item: Class) =>
  applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      description: 'One page, oldest first.',
      schema: {
        type: 'object',
        required: ['items', 'next'],
        properties: {
          items: { type: 'array', items: { $ref: getSchemaPath(item) } },
          next: {
            type: 'string',
            nullable: true,
            description: 'What to pass as `after` for the next page; null on the last one.',
          },
        },
      },
    }),
  );
