import type { OpenAPIObject } from '@nestjs/swagger';
import { problemContent } from '../access/routes';
import type { Route } from '../access/tags/route-table.service';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Answer = { description: string; headers?: object; content?: object };

const text = (example: string) => ({ type: 'string' as const, example });
const number = (example: number) => ({ type: 'integer' as const, example });
const TAG = '"4hKxQ1bq3n0uJmV9sG7yZw"';

const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header' as const,
    required: false,
    description:
      'A name of your own for this request, 1 to 255 visible ASCII characters. Sent again under it, the request is not done again but answered as before.',
    schema: text('5b0d6f5e-5d0a-4c43-9f0c-6a4c6a0f1c55'),
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header' as const,
    required: false,
    description:
      'The `ETag` that the row of this path was last seen with, several with commas, or `*`. When it is another one by now, nothing is done.',
    schema: text(TAG),
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header' as const,
    required: false,
    description: 'The `ETag` of the row that you have. While it is the same, the answer is 304 without a body.',
    schema: text(TAG),
  },
};

const headers = {
  ETag: { description: 'The tag of the row that the answer shows, or of the one that holds it.', schema: text(TAG) },
  IdempotencyReplayed: {
    description: '`true` when the request had been done before and this is its first answer again.',
    schema: text('true'),
  },
  RetryAfter: { description: 'In how many seconds the next request is answered.', schema: number(17) },
  RateLimitLimit: { description: 'How many requests a minute are answered.', schema: number(12_000) },
  RateLimitReset: { description: 'In how many seconds the count begins anew.', schema: number(17) },
};

const tagged = { ETag: { $ref: '#/components/headers/ETag' } };

const responses = {
  Known: { description: 'It is as the `If-None-Match` says.', headers: tagged },
  Changed: {
    description: 'The row is not as the `If-Match` says any more; nothing was done. `ETag` says what it is now.',
    headers: tagged,
    content: problemContent,
  },
};

const parameter = (name: keyof typeof parameters) => ({ $ref: `#/components/parameters/${name}` });
const response = (name: keyof typeof responses) => ({ $ref: `#/components/responses/${name}` });

/** Documents the headers by which writes are repeated safely and rows are told from what they were. */
export function documentHeaders(document: OpenAPIObject, routes: readonly Route[]): void {
  document.components = { ...document.components, parameters, headers, responses };
  documentLimits(document);
  for (const route of routes) {
    const path = `/${route.parts.map((part) => part.replace(/^:(.*)/, '{$1}')).join('/')}`;
    const operation = document.paths[path]?.[route.method.toLowerCase() as 'get'];
    if (operation) (route.method === 'GET' ? documentRead : documentWrite)(operation, route);
  }
}

/** What a caller is told of its limits when it has come to one. */
function documentLimits({ paths }: OpenAPIObject): void {
  const limits = {
    'Retry-After': { $ref: '#/components/headers/RetryAfter' },
    'RateLimit-Limit': { $ref: '#/components/headers/RateLimitLimit' },
    'RateLimit-Reset': { $ref: '#/components/headers/RateLimitReset' },
  };
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item as Record<string, Operation>))) {
    const refusal = operation.responses[429] as Answer | undefined;
    if (refusal) refusal.headers = limits;
  }
}

function documentRead(operation: Operation): void {
  (operation.parameters ??= []).push(parameter('IfNoneMatch'));
  success(operation).headers = tagged;
  operation.responses[304] = response('Known');
}

function documentWrite(operation: Operation, { row, showsRow }: Route): void {
  (operation.parameters ??= []).push(parameter('IdempotencyKey'), ...(row ? [parameter('IfMatch')] : []));
  const replayed = { 'Idempotency-Replayed': { $ref: '#/components/headers/IdempotencyReplayed' } };
  success(operation).headers = { ...replayed, ...((row || showsRow) && tagged) };
  const reused = 'The `Idempotency-Key` was sent before with another request.';
  const { description } = (operation.responses[422] ?? {}) as Partial<Answer>;
  operation.responses[422] = {
    description: description ? `${description} Or: ${reused}` : reused,
    content: problemContent,
  };
  if (row) operation.responses[412] = response('Changed');
}

const success = ({ responses }: Operation): Answer =>
  Object.entries(responses).find(([status]) => status.startsWith('2'))![1] as Answer;
