import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { problemContent } from '../access/routes';
import { RouteTable } from '../access/tags/route-table.service';
import { snake } from '../database/naming';
import { DEPTH_LIMIT, MEMBER_LIMIT, VALUE_LIMIT } from './body';
import { documentHeaders } from './documented-headers';

export const DOCS_PATH = 'api/docs';
export const OPENAPI_PATH = 'api/openapi.json';

const description = `The memory, the shared state and the figures of a software team made of AI agents.

Names are snake_case, times ISO 8601 in UTC, enum values UPPER_SNAKE (taken in any letter case). A path parameter takes the
UUID or the readable id. A body is one JSON object of at most 2 MiB, ${VALUE_LIMIT} values, ${MEMBER_LIMIT} members in an object and
${DEPTH_LIMIT} levels; an optional member that is null counts as left out. Lists are read with \`?after=&limit=\` and answer \`{ items, next }\`. Every error is
\`application/problem+json\` (RFC 9457) and says what is allowed.

**Retries.** Send an \`Idempotency-Key\` with a write, and the same request again under the same key is not done again but
answered as before, with \`Idempotency-Replayed: true\`; another request under that key is refused with 422. What failed is not
kept, so that it can be tried again. A key belongs to its caller and project, and is kept for days.

**Editing.** A GET whose path ends in an id shows a row, and its \`ETag\` is a hash of what it shows. Writes that answer with the row
carry its new tag. \`If-Match\` on any route at or below the path of a row asks for that row (the nearest one above: for a criterion its story, for
a stage its run) to be as it was last seen; else the answer is 412 with the tag of now. An answer that shows a part of a row only
carries the tag of the whole when an \`If-Match\` was sent. \`If-None-Match\` on the GET answers 304.

**Limits.** One API key, and one address, may send so many requests a minute. \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` say what
is left of it where there is a limit; past it the answer is 429 with \`Retry-After\`. Every answer carries an \`X-Request-Id\`: the one that was sent, if it is
one word of up to 128 characters, or a new one.`;

/** The OpenAPI document of an application. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('nest-bmad')
    .setDescription(description)
    .setVersion('1')
    .addTag('Workflows', 'Runs of the workflow definitions: what to do next, stages, decisions, documents.')
    .addTag('Agents', 'The team of a project: who may be activated, which sessions live, what was done.')
    .addTag('Tasks', 'Who does what next: claims under leases, dependencies, evidence.')
    .addTag('Collaboration', 'Changes of hands as contracts, reviews, consultations, and what waits for an agent.')
    .addTag('Stories', 'What users get: criteria, dependencies, quality gates, and the guarded way to DONE.')
    .addTag('Epics', 'What stories belong to: objectives, key results, risks, roll-ups.')
    .addTag('Checklists', 'Checklist definitions in use, item by item, with evidence.')
    .addTag('Memory', 'What the team learned: stored, found by its words with a confidence, weighed by what helped.')
    .addTag('Definitions', 'What the server has read from the `.bmad-core` folders.')
    .addTag('Webhooks', 'Events sent to where you want them, signed, again and again until they arrive.')
    .addTag('Feedback', 'What people think of the work.')
    .addTag('Recommendations', 'What to change, by rules over what has happened, and whether it has helped.')
    .addTag('Alerts', 'What is wrong now, found by rules within seconds, and over by itself once it is over.')
    .addTag('Projects', 'The walls between teams.')
    .addTag('Health', 'For load balancers and containers.')
    .addTag('Problems', 'What refusals mean, and what to do about them.')
    .addTag('Retention', 'How long what is kept.')
    .addTag('Access', 'API keys: who may do what, in which project.')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An API key. While there is none yet, nobody needs one.',
    })
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => snake(`${controller.replace(/Controller$/, '')}_${method}`),
  });
  documentBodyRefusals(document);
  documentHeaders(document, app.get(RouteTable).all());
  return document;
}

/** Every route that may be sent a body refuses one that is too large or of another kind. */
function documentBodyRefusals({ paths }: OpenAPIObject): void {
  for (const { post, put, patch, delete: remove } of Object.values(paths)) {
    for (const operation of [post, put, patch, remove]) {
      if (!operation) continue;
      operation.responses[413] = { description: 'The body is larger than 2 MiB.', content: problemContent };
      operation.responses[415] = {
        description: 'The body is not JSON in UTF-8, or is compressed.',
        content: problemContent,
      };
    }
  }
}

/** Serves Swagger UI and the document that it shows. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup(DOCS_PATH, app, () => openApiOf(app), {
    jsonDocumentUrl: OPENAPI_PATH,
    raw: ['json'],
    customSiteTitle: 'nest-bmad API',
    swaggerOptions: { tryItOutEnabled: true, displayRequestDuration: true, filter: true, persistAuthorization: true },
  });
}
