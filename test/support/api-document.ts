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
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  description?: string;
  schema: Schema;
}

/** One route of the document, its schemas resolved. */
export interface Operation {
  name: string;
  method: string;
  path: string;
  /** The heading that it stands under. */
  tag: string;
  parameters: Parameter[];
  body?: Schema;
  /** Bodies that it offers to send, or one made of the examples of its members. None where it takes no body. */
  examples: object[];
  /** The documented statuses. */
  statuses: number[];
  /** The name of the schema of its success, where that is one thing. */
  view?: string;
}

type Documented = {
  tags?: string[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { content: Record<string, { schema: Schema; examples?: Record<string, { value: object }> }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
};

/** Every route of a document, in its order. */
export function operationsOf(document: OpenAPIObject): Operation[] {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Documented>).map(([method, documented]) => {
      const { tags: [tag] = [''], parameters = [], requestBody, responses } = documented;
      const { schema, examples } = requestBody?.content['application/json'] ?? {};
      const body = schema && resolve(schema, schemas);
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        tag,
        body,
        parameters: parameters
          .map((one) => ('$ref' in one ? parameterOf(document, one.$ref) : one))
          .map((parameter) => ({ ...parameter, schema: resolve(parameter.schema, schemas) })),
        examples: examples ? Object.values(examples).map(({ value }) => value) : body ? [sampleOf(body) as object] : [],
        statuses: Object.keys(responses).map(Number),
        view: viewIn(responses),
      };
    }),
  );
}

function viewIn(responses: Documented['responses']): string | undefined {
  const [, success] = Object.entries(responses).find(([status]) => status < '300') ?? [];
  return success?.content?.['application/json']?.schema?.$ref?.split('/').pop();
}

/** A parameter that several routes share. */
export const parameterOf = ({ components }: OpenAPIObject, reference: string): Parameter =>
  components!.parameters![reference.split('/').pop()!] as Parameter;

/** A route whose examples say these members, where it takes them. */
export function saying(operation: Operation, members: Record<string, unknown>): Operation {
  const taken = Object.entries(members).filter(([name]) => name in (operation.body?.properties ?? {}));
  const said = Object.fromEntries(taken);
  return { ...operation, examples: operation.examples.map((example) => ({ ...example, ...said })) };
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
  if (schema.enum) return typeof value === 'string' && isMember(schema.enum, value);
  if (schema.type === 'string') return typeof value === 'string' && fitsText(schema, value);
  if (schema.type === 'boolean') return typeof value === 'boolean';
  if (schema.type === 'integer' || schema.type === 'number') return fitsNumber(schema, value);
  if (schema.type === 'array') {
    return Array.isArray(value) && fitsItems(schema, value);
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) && fitsMembers(schema, value);
}

const isMember = (members: string[], value: string) =>
  members.some((member) => member.toUpperCase() === value.toUpperCase());

function fitsItems({ items = {}, minItems = 0, maxItems = Infinity, uniqueItems }: Schema, list: unknown[]): boolean {
  if (list.length < minItems || list.length > maxItems) return false;
  return !(uniqueItems && new Set(list).size < list.length) && list.every((item) => fits(items, item));
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

const formats: Record<string, RegExp> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
};

function fitsText({ minLength = 0, maxLength = Infinity, pattern, format }: Schema, text: string): boolean {
  const length = [...text.replaceAll(/(?<=[^\ufe0e\ufe0f])[\ufe0e\ufe0f]/gu, '')].length;
  if (length < minLength || length > maxLength || (pattern && !new RegExp(pattern, 'u').test(text))) return false;
  return !format || formats[format].test(text);
}

/** A value that a schema takes: its example where it has one; of an object, what is required or has an example. */
export function sampleOf({ example, enum: values, type, format, oneOf, items, ...object }: Schema): unknown {
  if (example !== undefined) return example;
  if (values) return values[0];
  if (oneOf) return sampleOf(oneOf[0]);
  if (type === 'array') return items ? [sampleOf(items)] : [];
  if (type === 'string') return format === 'uuid' ? '01890a5d-ac96-774b-bcce-b302099a8057' : 'x';
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return 1;
  const { properties = {}, required = [] } = object;
  const members = Object.entries(properties).filter(([name, one]) => required.includes(name) || 'example' in one);
  return Object.fromEntries(members.map(([name, one]) => [name, sampleOf(one)]));
}
