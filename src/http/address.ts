import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Problem } from '../problems/problem';
import { unstorable } from './body';

/** A path parameter is a readable id at most this long. */
export const PARAMETER_LIMIT = 300;

const refused = (detail: string) => new Problem('invalid-request', 400, 'The request is not valid', { detail });

/** The parts of an address are real UTF-8, percent-encoded correctly, and hold nothing that Postgres cannot. */
export function readAddressStrictly(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preValidation', ({ url, params, query }, _reply, done) => {
    if (!isDecodable(url)) return done(refused('The query is not encoded correctly: it is UTF-8, percent-encoded.'));
    const reason = unstorable(params) ?? unstorable(query);
    done(reason ? refused(`The address ${reason}.`) : undefined);
  });
}

/** What an address means that could not be routed. */
export const addressProblem = (error: Error): Problem =>
  (error as { code?: string }).code === 'FST_ERR_MAX_PARAM_LENGTH'
    ? refused(`A part of the path is longer than ${PARAMETER_LIMIT} characters.`)
    : refused('The path is not encoded correctly: it is UTF-8, percent-encoded.');

/** The router has seen to the path; in a query it leaves what it cannot decode as it is. */
function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}
