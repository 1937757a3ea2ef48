import * as fc from 'fast-check';
import type { Operation, Schema } from './api-document';
import { type Attempt, fitsQuery, fitsText, plainShot, put, queriesOf } from './attempts';
import { strangeIds, strangeTexts, strangeValues } from './strange';

/** Requests to any route: valid, nearly valid and hostile, mixed. */
export const anyAttempt = (operations: readonly Operation[]): fc.Arbitrary<Attempt & { statuses: number[] }> =>
  fc.constantFrom(...operations).chain((operation) =>
    fc.tuple(anyPath(operation), anyQuery(operation), anyBody(operation.body)).map(([path, query, body]) => ({
      what: operation.name,
      statuses: operation.statuses,
      shot: { ...plainShot(operation), path: path.text + (query.text && `?${query.text}`), body: body.text },
      refuse: path.fits && query.fits && body.fits ? false : path.fits ? true : undefined,
    })),
  );

/** A part of a request, and whether it is as documented. */
interface Part<Text = string> {
  text: Text;
  fits: boolean;
}

/** Every third parameter or so is strange. */
function anyPath({ path, parameters }: Operation): fc.Arbitrary<Part> {
  const names = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  const id = fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 6 },
    { arbitrary: fc.constantFrom(...strangeIds), weight: 1 },
    { arbitrary: fc.string({ unit: 'binary', minLength: 1 }).map(encodeURIComponent), weight: 2 },
  );
  return fc.tuple(...names.map(() => id)).map((ids) => ({
    text: names.reduce((text, name, index) => text.replace(`{${name}}`, (whole) => ids[index] ?? whole), path),
    fits: ids.every((one) => one === undefined),
  }));
}

function anyQuery(operation: Operation): fc.Arbitrary<Part> {
  const text = (schema: Schema) =>
    fc.oneof(
      fc.constantFrom(...strangeTexts),
      anyValue(schema).map((value) => encodeURIComponent(String(value))),
      fc.string().map(encodeURIComponent),
    );
  const one = queriesOf(operation).map(({ name, schema }) =>
    text(schema).map((value) => ({ text: `${name}=${value}`, fits: fitsQuery(schema, value) })),
  );
  return fc.tuple(...one.map((part) => fc.option(part, { nil: undefined }))).map((options) => {
    const given = options.filter((option) => option !== undefined);
    return { text: given.map((part) => part.text).join('&'), fits: given.every((part) => part.fits) };
  });
}

function anyBody(schema?: Schema): fc.Arbitrary<Part<string | undefined>> {
  if (!schema) return fc.constant({ text: undefined, fits: true });
  const names = Object.keys(schema.properties ?? {});
  const strange = fc.oneof(fc.constantFrom(...strangeValues), fc.json(), fc.json({ stringUnit: 'binary' }));
  return fc
    .tuple(anyValue(schema), fc.option(fc.tuple(fc.constantFrom(...names, 'surprise'), strange)))
    .map(([value, change]) => (change ? put(value as object, ...change) : JSON.stringify(value)))
    .map((text) => ({ text, fits: fitsText(schema, text) }));
}

/** Values that keep to a schema, but for its patterns and formats. */
function anyValue(schema: Schema): fc.Arbitrary<unknown> {
  const { enum: members, oneOf, type, items = {}, properties, required = [], example } = schema;
  const { minLength, maxLength = 1_000, minimum = 0, maximum = 1_000 } = schema;
  if (members) return fc.constantFrom(...members.flatMap((one) => [one, one.toLowerCase(), one.toUpperCase()]));
  if (oneOf) return fc.oneof(...oneOf.map(anyValue));
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') {
    const whole = Number.isInteger(minimum) && Number.isInteger(maximum);
    const range = { min: minimum, max: maximum };
    return whole ? fc.integer(range) : fc.double({ ...range, noNaN: true });
  }
  if (type === 'array') return fc.array(anyValue(items), { maxLength: 5 });
  if (type === 'string') {
    const text = fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, 1_000), size: 'small' });
    return example === undefined ? text : fc.oneof(fc.constant(example), text);
  }
  if (!properties) return fc.dictionary(fc.string(), fc.jsonValue());
  const model = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, anyValue(one)]));
  return fc.record(model, { requiredKeys: required });
}
