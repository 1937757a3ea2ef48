import type { OpenAPIObject } from '@nestjs/swagger';

/** As much of a JSON schema as the document uses. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  pattern?: string;
  enum?: string[];
  example?: unknown;
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: Schema;
}

/** One route of the document, its schemas resolved. */
export interface Operation {
  name: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body?: Schema;
  /** The documented statuses. */
  statuses: number[];
}

type Documented = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
};

/** Every route of a document, in its order. */
export function operationsOf(document: OpenAPIObject): Operation[] {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Documented>).map(([method, { parameters = [], requestBody, responses }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      parameters: parameters.map((parameter) => ({ ...parameter, schema: resolve(parameter.schema, schemas) })),
      body: requestBody && resolve(requestBody.content['application/json'].schema, schemas),
      statuses: Object.keys(responses).map(Number),
    })),
  );
}

/** A schema without references. */
function resolve({ $ref, allOf, ...schema }: Schema, schemas: Record<string, Schema>): Schema {
  const inner = (one: Schema) => resolve(one, schemas);
  const bases = [...($ref ? [schemas[$ref.split('/').pop()!]] : []), ...(allOf ?? [])].map(inner);
  return Object.assign({}, ...bases, schema, {
    ...(schema.oneOf && { oneOf: schema.oneOf.map(inner) }),
    ...(schema.items && { items: inner(schema.items) }),
    ...(schema.properties && {
      properties: Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, inner(one)])),
    }),
  }) as Schema;
}

/**
 * Whether a value keeps to a schema, with our own liberties: null means left out, enums take any letter
 * case, and a variation selector does not count as a character.
 */
export function fits(schema: Schema, value: unknown): boolean {
  if (schema.oneOf) return schema.oneOf.some((one) => fits(one, value));
  if (schema.enum) return typeof value === 'string' && schema.enum.includes(value.toUpperCase());
  if (schema.type === 'string') return typeof value === 'string' && fitsText(schema, value);
  if (schema.type === 'boolean') return typeof value === 'boolean';
  if (schema.type === 'integer' || schema.type === 'number') return fitsNumber(schema, value);
  if (schema.type === 'array') {
    const { items = {}, maxItems = Infinity } = schema;
    return Array.isArray(value) && value.length <= maxItems && value.every((item) => fits(items, item));
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) && fitsMembers(schema, value);
}

function fitsMembers({ properties, required = [] }: Schema, value: object): boolean {
  if (!properties) return true;
  const given = Object.entries(value).filter(([name, member]) => member !== null || !(name in properties));
  const names = new Set(given.map(([name]) => name));
  return (
    required.every((name) => names.has(name)) &&
    given.every(([name, member]) => Object.hasOwn(properties, name) && fits(properties[name], member))
  );
}

function fitsNumber({ type, minimum = -Infinity, maximum = Infinity }: Schema, value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  return value >= minimum && value <= maximum && (type === 'number' || Number.isInteger(value));
}

function fitsText({ minLength = 0, maxLength = Infinity, pattern, format }: Schema, text: string): boolean {
  const length = [...text.replaceAll(/(?<=[^\ufe0e\ufe0f])[\ufe0e\ufe0f]/gu, '')].length;
  if (length < minLength || length > maxLength || (pattern && !new RegExp(pattern).test(text))) return false;
  return format !== 'uuid' || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** A small value that a schema takes: its example where it has one. */
export function sampleOf({ example, enum: members, type, oneOf, items, properties, required = [] }: Schema): unknown {
  if (example !== undefined) return example;
  if (members) return members[0];
  if (oneOf) return sampleOf(oneOf[0]);
  if (type === 'array') return items ? [sampleOf(items)] : [];
  if (type === 'string') return 'x';
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return 1;
  const names = Object.keys(properties ?? {}).filter((name) => required.includes(name));
  return Object.fromEntries(names.map((name) => [name, sampleOf(properties![name])]));
}
