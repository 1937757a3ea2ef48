const NULLABLE = Symbol('members that may be null');

/** A member that may be null, which clears what it names. Everywhere else null counts as left out. */
export const OrNull = (): PropertyDecorator => (prototype, name) =>
  Reflect.defineMetadata(NULLABLE, true, prototype, name);

/** Whether a member of an input is declared with `@OrNull()`. */
export const mayBeNull = (input: object, name: string): boolean => Reflect.getMetadata(NULLABLE, input, name) === true;
