import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
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
  const contentSecurityPolicy = { useDefaults: false, directives };
  await app.register(helmet, { contentSecurityPolicy, strictTransportSecurity: false });
  if (!origins.length) return;
  await app.register(cors, {
    ...{ origin: [...origins], methods: METHODS, allowedHeaders: TAKEN, exposedHeaders: SHOWN, maxAge: REMEMBERED },
  });
}
