import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';

/** The largest body in bytes: an artifact's text fits, an upload does not. */
export const BODY_LIMIT = 2 * 1024 * 1024;
/** How deep free-form JSON may nest. */
export const DEPTH_LIMIT = 32;
/** How many members one object may have: validation takes time with their square. */
export const MEMBER_LIMIT = 1_000;
/** How many values a body may hold in all. More would keep everyone else waiting while they are looked at. */
export const VALUE_LIMIT = 25_000;

const malformed = (detail: string) => new Problem('malformed-body', 400, 'The body cannot be read', { detail });

/** Why neither JavaScript nor Postgres could hold this value safely, or undefined when they can. */
export const unstorable = (value: unknown): string | undefined => flawIn(value, DEPTH_LIMIT, { values: VALUE_LIMIT });

function flawIn(value: unknown, depth: number, left: { values: number }): string | undefined {
  if (--left.values < 0) return `holds more than ${VALUE_LIMIT} values`;
  if (typeof value === 'string') return flaw(value);
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'holds a number that is too large';
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === 0) return `is nested deeper than ${DEPTH_LIMIT} levels`;
  const names = Array.isArray(value) ? [] : Object.keys(value);
  if (names.length > MEMBER_LIMIT) return `holds an object of more than ${MEMBER_LIMIT} members`;
  for (const name of names) {
    const found = flawOfName(name);
    if (found) return found;
  }
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    const found = flawIn(member, depth - 1, left);
    if (found) return found;
  }
  return undefined;
}

/** What every object inherits is not told from a member of its own by all who handle it later. */
const flawOfName = (name: string) =>
  name in Object.prototype ? `holds the name '${name}', which is not for use` : flaw(name);

function flaw(text: string): string | undefined {
  if (text.includes('\0')) return 'holds a NUL character';
  return /\p{Surrogate}/u.test(text) ? 'holds half of a surrogate pair' : undefined;
}

/** A body is one JSON object in plain UTF-8 that Postgres can hold. No other content type is taken. */
export function readJsonStrictly(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeContentTypeParser('text/plain');
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT }, (request, body: Buffer, done) => {
    try {
      refuseEncodings(request as FastifyRequest);
      done(null, body.length ? objectIn(body) : {});
    } catch (error) {
      done(error as Error);
    }
  });
}

/** @throws Problem 415 for a body that is compressed or in another character set */
function refuseEncodings({ headers }: FastifyRequest): void {
  const coding = headers['content-encoding'] ?? 'identity';
  const [, charset = 'utf-8'] = /charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '') ?? [];
  if (/^identity$/i.test(coding) && /^utf-?8$/i.test(charset)) return;
  const detail = 'A body is sent as JSON in UTF-8, without a content encoding.';
  throw new Problem('unsupported-media-type', 415, 'Unsupported Media Type', { detail });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Problem 400 when the bytes are no JSON object, or hold what must not be stored */
function objectIn(body: Buffer): object {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(body));
  } catch (error) {
    const why = error instanceof SyntaxError ? `JSON: ${error.message}` : 'UTF-8';
    throw malformed(`The body is not valid ${why}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('The body must be a JSON object.');
  const reason = unstorable(value);
  if (reason) throw malformed(`The body ${reason}.`);
  return value;
}
