import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { wholeNumber } from './page';

/** A member of a query that says how many there may be in the answer: a whole number from 1 on. */
export const Limit = (most: number): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: 'integer', minimum: 1, maximum: most, required: false }),
    IsOptional(),
    Transform(wholeNumber),
    IsInt(),
    Min(1),
    Max(most),
  );
