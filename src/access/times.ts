import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsISO8601, Matches } from 'class-validator';

const DAY = String.raw`[1-9]\d{3}-\d{2}-\d{2}`;
const CLOCK = String.raw`\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?`;
const notThere = { message: '$property is not in the calendar' };

/** A day of the calendar, `2026-12-31`. */
export const IsDay = (): PropertyDecorator =>
  applyDecorators(
    Matches(new RegExp(`^${DAY}$`), { message: '$property must be a day, as 2026-12-31' }),
    IsISO8601({ strict: true }, notThere),
    ApiProperty({ format: 'date' }),
  );

/** A moment, `2026-12-31T17:00:00Z`, or the beginning of a day. What names no zone is UTC: read it with `instantOf()`. */
export const IsInstant = (): PropertyDecorator =>
  applyDecorators(
    Matches(new RegExp(`^${DAY}(T${CLOCK})?$`), { message: '$property must be a time, as 2026-12-31T17:00:00Z' }),
    IsISO8601({ strict: true }, notThere),
    ApiProperty({ format: 'date-time' }),
  );

export const instantOf = (text: string): Date => new Date(/T[^Z+-]*$/.test(text) ? `${text}Z` : text);
