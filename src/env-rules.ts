import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, Max, Min, ValidateBy } from 'class-validator';
import { isNetwork } from './webhooks/targets/network';

/** A text with commas as the list that it is. */
export const list = ({ value }: { value: unknown }) =>
  String(value)
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** A number of days; 0 is for ever. */
export const InDays = () =>
  applyDecorators(
    Type(() => Number),
    IsInt(),
    Min(0),
    Max(36_500),
  );

/** Networks in CIDR notation. */
export const AreNetworks = () =>
  ValidateBy({
    name: 'areNetworks',
    validator: {
      validate: (value: string[]) => value.every(isNetwork),
      defaultMessage: () => '$property must be networks such as 10.1.0.0/16, separated by commas',
    },
  });

/** A limit; 0 is none. */
export const IsLimit = () =>
  applyDecorators(
    Type(() => Number),
    IsInt(),
    Min(0),
    Max(1_000_000_000),
  );
