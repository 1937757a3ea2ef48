import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import cors from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import helmet from 'helmet';
import { REQUEST_ID_HEADER } from '../access/problem.filter';
import { PROJECT_HEADER } from '../access/scope.guard';

const SELF = ["'self'"];

/** What the pages of this server may do: Swagger UI is the only one, and brings all that it needs along. */
const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: SELF,
  styleSrc: [...SELF, "'unsafe-inline'"],
  imgSrc: [...SELF, 'data:'],
  connectSrc: SELF,
  formAction: SELF,
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** What helmet would set on every answer: always the same, so it is asked once. */
function securityHeaders(): Record<string, string> {
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  const contentSecurityPolicy = { useDefaults: false, directives };
  helmet({ contentSecurityPolicy, strictTransportSecurity: false })(answer.req, answer, () => undefined);
  return answer.getHeaders() as Record<string, string>;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const TAKEN = [
  ...['Accept', 'Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Idempotency-Key', 'Last-Event-ID'],
  ...['Mcp-Method', 'Mcp-Name', 'Mcp-Protocol-Version', 'Mcp-Session-Id', PROJECT_HEADER, REQUEST_ID_HEADER],
];
const SHOWN = [
  ...['ETag', 'Idempotency-Replayed', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After'],
  ...['WWW-Authenticate', REQUEST_ID_HEADER],
];
/** How long a browser remembers what it may send, in seconds. */
const REMEMBERED = 600;

/**
 * Tells browsers what to keep from: nothing of ours is framed, sniffed or run from elsewhere, and pages of other sites
 * read nothing but those of the given origins. Whether a site is reached by HTTPS only is for whoever ends TLS to say.
 */
export async function guardBrowsers(app: NestFastifyApplication, origins: readonly string[] = []): Promise<void> {
  const headers = securityHeaders();
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
  if (!origins.length) return;
  await app.register(cors, {
    origin: [...origins],
    methods: METHODS,
    allowedHeaders: TAKEN,
    exposedHeaders: SHOWN,
    maxAge: REMEMBERED,
  });
}
