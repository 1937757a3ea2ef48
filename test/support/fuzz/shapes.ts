import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Answer } from '../wire';

type Schema = Record<string, unknown>;
type Documented = { responses: Record<string, { $ref?: string; content?: Record<string, { schema?: Schema }> }> };

const formats = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
};

/** Whether answers look as the OpenAPI document says: every member that is required, none that is not there, the right types. */
export class Shapes {
  private readonly ajv = new Ajv({ strict: false, formats, allErrors: false });
  private readonly compiled = new Map<string, ValidateFunction | undefined>();

  constructor(private readonly document: OpenAPIObject) {
    const schemas = Object.entries(document.components?.schemas ?? {});
    const $defs = Object.fromEntries(schemas.map(([name, schema]) => [name, jsonSchemaOf(schema as Schema)]));
    this.ajv.addSchema({ $id: 'api', $defs });
  }

  /**
   * What is wrong with an answer.
   * @param method in small letters
   * @param path as the document has it
   */
  faultsOf(method: string, path: string, { status, type, text, json }: Answer): string[] {
    const [mediaType] = type.split(';');
    const place = [path, method, status, mediaType].join(' ');
    if (!this.compiled.has(place)) this.compiled.set(place, this.compile(method, path, status, mediaType));
    const validate = this.compiled.get(place);
    if (!validate) return text === '' ? [] : [`${status} ${mediaType} is not documented`];
    if (!/[/+]json$/.test(mediaType) || validate(json)) return [];
    return [`is not as documented: ${this.ajv.errorsText(validate.errors, { dataVar: '' })}`];
  }

  private compile(method: string, path: string, status: number, mediaType: string): ValidateFunction | undefined {
    const { responses } = (this.document.paths[path] as Record<string, Documented>)[method];
    const { $ref, content } = responses[status] ?? {};
    const shared = $ref ? this.document.components?.responses?.[$ref.split('/').pop()!] : undefined;
    const schema = (content ?? (shared as typeof responses.x)?.content)?.[mediaType]?.schema;
    return schema && this.ajv.compile(jsonSchemaOf(schema));
  }
}

/** A schema of OpenAPI 3.0 as JSON Schema, without the members that it does not name. */
function jsonSchemaOf({ nullable, ...schema }: Schema): Schema {
  if (nullable) return { anyOf: [{ type: 'null' }, jsonSchemaOf(schema)] };
  const made: Schema = { ...schema };
  if (typeof schema.$ref === 'string') made.$ref = schema.$ref.replace('#/components/schemas/', 'api#/$defs/');
  for (const list of ['allOf', 'oneOf', 'anyOf'])
    if (schema[list]) made[list] = (schema[list] as Schema[]).map(jsonSchemaOf);
  for (const inner of ['items', 'additionalProperties'])
    if (typeof schema[inner] === 'object') made[inner] = jsonSchemaOf(schema[inner] as Schema);
  if (schema.properties) {
    const members = Object.entries(schema.properties as Record<string, Schema>);
    made.properties = Object.fromEntries(members.map(([name, one]) => [name, jsonSchemaOf(one)]));
    made.additionalProperties ??= false;
  }
  return made;
}
