import { isObject, ValidateBy } from 'class-validator';

const stranger = (items: unknown[]) => items.findIndex((item) => !isObject(item));

/** A list of objects, and of nothing else: nested validation by itself takes lists for lists, and lists of lists. */
export const IsObjectList = (): PropertyDecorator =>
  ValidateBy({
    name: 'isObjectList',
    validator: {
      validate: (value) => Array.isArray(value) && stranger(value) < 0,
      defaultMessage: ({ property, value } = {} as never) =>
        Array.isArray(value) ? `${property}.${stranger(value)} must be an object` : `${property} must be a list`,
    },
  });
