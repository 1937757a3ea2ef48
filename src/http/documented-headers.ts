import type { OpenAPIObject } from '@nestjs/swagger';
import { problemContent } from '../access/routes';
import type { Route } from '../access/tags/route-table.service';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Answer = { description: string; headers?: object; content?: object };

const parameter = (name: string, description: string, example: string) => ({
  ...{ name, in: 'header' as const, required: false, description },
  schema: { type: 'string' as const, example },
});

const tagHeader = {
  ETag: {
    description: 'The tag of the row that the answer shows, or of the one that holds it.',
    schema: { type: 'string' },
  },
};

const replayHeader = {
  'Idempotency-Replayed': {
    description: '`true` when the request had been done before and this is its first answer again.',
    schema: { type: 'string' },
  },
};

const keyParameter = parameter(
  'Idempotency-Key',
  'A name of your own for this request, 1 to 255 visible ASCII characters. Sent again under it, the request is not done again but answered as before.',
  '5b0d6f5e-5d0a-4c43-9f0c-6a4c6a0f1c55',
);
const matchParameter = parameter(
  'If-Match',
  'The `ETag` that the row of this path was last seen with, several with commas, or `*`. When it is another one by now, nothing is done.',
  '"4hKxQ1bq3n0uJmV9sG7yZw"',
);
const knownParameter = parameter(
  'If-None-Match',
  'The `ETag` of the row that you have. While it is the same, the answer is 304 without a body.',
  '"4hKxQ1bq3n0uJmV9sG7yZw"',
);

/** Documents the headers by which writes are repeated safely and rows are told from what they were. */
export function documentHeaders({ paths }: OpenAPIObject, routes: readonly Route[]): void {
  for (const route of routes) {
    const path = `/${route.parts.map((part) => part.replace(/^:(.*)/, '{$1}')).join('/')}`;
    const operation = paths[path]?.[route.method.toLowerCase() as 'get'];
    if (operation) (route.method === 'GET' ? documentRead : documentWrite)(operation, route);
  }
}

function documentRead({ parameters = [], responses }: Operation): void {
  parameters.push(knownParameter);
  success(responses).headers = tagHeader;
  responses[304] = { description: 'It is as the `If-None-Match` says.', headers: tagHeader };
}

function documentWrite({ parameters = [], responses }: Operation, { row, showsRow }: Route): void {
  parameters.push(keyParameter);
  success(responses).headers = { ...replayHeader, ...((row || showsRow) && tagHeader) };
  const reused = 'The `Idempotency-Key` was sent before with another request.';
  const { description } = (responses[422] ?? {}) as Partial<Answer>;
  responses[422] = { description: description ? `${description} Or: ${reused}` : reused, content: problemContent };
  if (!row) return;
  parameters.push(matchParameter);
  responses[412] = {
    description: 'The row is not as the `If-Match` says any more; nothing was done. `ETag` says what it is now.',
    headers: tagHeader,
    content: problemContent,
  };
}

const success = (responses: Operation['responses']): Answer =>
  Object.entries(responses).find(([status]) => status.startsWith('2'))![1] as Answer;
