import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { parameterOf } from './support/api-document';
import { testServer, type TestServer } from './support/server';

type Schema = {
  properties?: Record<string, Schema & { $ref?: string; nullable?: boolean }>;
  description?: string;
};
type Operation = {
  summary?: string;
  tags?: string[];
  requestBody?: object;
  parameters?: ({ name: string; in: string; description?: string } | { $ref: string })[];
  responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
};

let server: TestServer;
let document: OpenAPIObject;

beforeAll(async () => {
  server = await testServer();
  document = (await (await fetch(server.api.replace('/v1/bmad', '/openapi.json'))).json()) as OpenAPIObject;
});
afterAll(() => server.app.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );

test('openapi.json is what the code says (npm run openapi writes it)', () => {
  expect(document).toEqual(JSON.parse(readFileSync('openapi.json', 'utf8')));
});

test('every route has a tag, a summary and a described answer with a shape', () => {
  const poor = operations().filter(({ operation }) => {
    const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
    return !operation.tags?.length || !operation.summary || !success?.[1].content;
  });
  expect(poor.map(({ name }) => name)).toEqual([]);
});

test('every parameter is described', () => {
  const poor = operations().flatMap(({ name, operation }) =>
    (operation.parameters ?? [])
      .map((one) => ('$ref' in one ? parameterOf(document, one.$ref) : one))
      .filter(({ description }) => !description)
      .map((parameter) => `${name}: ${parameter.name}`),
  );
  expect(poor).toEqual([]);
});

test('every route of the API documents its problems as problem+json', () => {
  const poor = operations()
    .filter(({ name }) => name.includes('/api/v1/'))
    .filter(({ operation }) =>
      ['400', '404', '500', '503'].some(
        (status) => !operation.responses[status]?.content?.['application/problem+json'],
      ),
    );
  expect(poor.map(({ name }) => name)).toEqual([]);
});

/** Members whose names say all there is to say. */
const plain = new Set([
  'name',
  'status',
  'created_at',
  'updated_at',
  'started_at',
  'ended_at',
  'ready_at',
  'at',
  'kind',
  'pack',
  'title',
  'attempt',
  'pass',
]);

test('a member that may be sent as null says what null does', () => {
  const schemas = document.components!.schemas as Record<string, Schema>;
  const names = (part: object) => [...JSON.stringify(part).matchAll(/schemas\/(\w+)/g)].map(([, name]) => name);
  const inputs = new Set(operations().flatMap(({ operation }) => names(operation.requestBody ?? {})));
  for (const name of inputs) names(schemas[name]).forEach((inner) => inputs.add(inner));
  const poor = [...inputs].flatMap((name) =>
    Object.entries(schemas[name].properties ?? {})
      .filter(([, { nullable, description }]) => nullable && !/\bnull\b/i.test(description ?? ''))
      .map(([member]) => `${name}.${member}`),
  );
  expect(inputs.size).toBeGreaterThan(20);
  expect(poor).toEqual([]);
});

test('every member of every schema is described, or says it all by its name', () => {
  const poor = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>).flatMap(
    ([name, schema]) =>
      Object.entries(schema.properties ?? {})
        .filter(([member, { description, $ref }]) => !description && !$ref && !plain.has(member))
        .map(([member]) => `${name}.${member}`),
  );
  expect(poor).toEqual([]);
});
