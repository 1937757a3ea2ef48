import { ValidateIf } from 'class-validator';

/** A member that may be left out but not be null, unlike one with `@IsOptional()`. */
export const IfGiven = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
