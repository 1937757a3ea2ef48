import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';

/** The largest body in bytes: an artifact's text fits, an upload does not. */
export const BODY_LIMIT = 2 * 1024 * 1024;
/** How deep free-form JSON may nest. */
export const DEPTH_LIMIT = 32;

const malformed = (detail: string) => new Problem('malformed-body', 400, 'The body cannot be read', { detail });

/** Why Postgres could not hold this value, or undefined when it can. */
export function unstorable(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return flaw(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEPTH_LIMIT) return `is nested deeper than ${DEPTH_LIMIT} levels`;
  for (const [name, member] of Object.entries(value)) {
    const found = flaw(name) ?? unstorable(member, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function flaw(text: string): string | undefined {
  if (text.includes('\0')) return 'holds a NUL character';
  return /\p{Surrogate}/u.test(text) ? 'holds half of a surrogate pair' : undefined;
}

/** JSON is read strictly: real UTF-8, no `__proto__`, nothing that Postgres cannot hold. No other content type is taken. */
export function readJsonStrictly(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT }, (request, body: Buffer, done) => {
    let text: string;
    try {
      text = utf8.decode(body);
    } catch {
      return done(malformed('The body is not valid UTF-8.'));
    }
    if (!text) return done(null, {});
    parse(request as FastifyRequest, text, (error: Error | null, value?: unknown) => {
      if (error) return done(malformed(`The body is not valid JSON: ${error.message}.`));
      const reason = unstorable(value);
      return reason ? done(malformed(`The body ${reason}.`)) : done(null, value);
    });
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    const reason = unstorable(request.params) ?? unstorable(request.query);
    done(
      reason
        ? new Problem('invalid-request', 400, 'The request is not valid', { detail: `The address ${reason}.` })
        : undefined,
    );
  });
}
