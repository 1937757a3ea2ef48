import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, length, Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';

const CHARACTERS = 50_000;

@ValidatorConstraint({ name: 'isContext' })
class IsContext implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'object' ? value !== null && !Array.isArray(value) : length(value, 0, CHARACTERS);
  }
  defaultMessage(): string {
    return `$property must be an object or a text of at most ${CHARACTERS} characters`;
  }
}

const shape = {
  oneOf: [
    { type: 'string', maxLength: CHARACTERS },
    { type: 'object', additionalProperties: true },
  ],
};

/** A member of an input that takes free form or a text, and may be left out. */
export const TakesContext = (example: object): PropertyDecorator =>
  applyDecorators(IsOptional(), Validate(IsContext), ApiProperty({ ...shape, required: false, example }));

/** A member of a view that shows what was taken. */
export const ShowsContext = (): PropertyDecorator => ApiProperty({ ...shape, nullable: true });
