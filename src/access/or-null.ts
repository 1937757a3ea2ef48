import { getMetadataStorage, ValidateBy } from 'class-validator';

const NULLABLE = 'orNull';

/** A member that may be null, which clears what it names. Everywhere else null counts as left out. */
// A validator that accepts everything: unlike metadata of our own, mapped types such as PartialType() take it along.
export const OrNull = (): PropertyDecorator => ValidateBy({ name: NULLABLE, validator: { validate: () => true } });

/** Whether a member of an input is declared with `@OrNull()`. */
export const mayBeNull = (input: object, name: string): boolean =>
  getMetadataStorage()
    .getTargetValidationMetadatas(input.constructor, '', true, false)
    .some((rule) => rule.propertyName === name && rule.name === NULLABLE);
