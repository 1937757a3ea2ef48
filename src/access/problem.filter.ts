import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { faultText } from '../problems/fault-text';
import { Problem } from '../problems/problem';
import type { ProblemView } from '../problems/problem.dto';
import { problemOf } from '../problems/problem-of';

/** Names a request, on its way here and back. */
export const REQUEST_ID_HEADER = 'x-request-id';
export const PROBLEM_JSON = 'application/problem+json';
/** What the `type` of every problem of ours begins with. */
export const PROBLEM_URN = 'urn:bmad:problem:';

/** Turns whatever was thrown into problem+json. A fault of ours says nothing to the caller and all to the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = problemOf(error) ?? refusalOf(error) ?? this.fault(error, request);
    send(http.getResponse<FastifyReply>(), request, problem);
  }

  private fault(error: unknown, { id, method, routeOptions }: FastifyRequest): Problem {
    // Express has no such pattern, and an address may hold what is not for a log.
    this.log.error(`${method} ${routeOptions?.url ?? ''} (request ${id}) failed`, faultText(error));
    return new Problem('internal', 500, 'The server failed', {
      detail: 'This is a fault of the server, not of the request.',
    });
  }
}

/** Sends a problem as the answer of this request, by the words that Fastify and Express have in common. */
export function send(reply: FastifyReply, request: FastifyRequest, problem: Problem): void {
  const { retryAfter, tag } = problem.extras;
  const view = viewOf(problem, request);
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="nest-bmad"');
  if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
  if (tag !== undefined) void reply.header('etag', tag);
  void reply
    .status(problem.status)
    .type(PROBLEM_JSON)
    .header(REQUEST_ID_HEADER, view.request_id)
    .send(JSON.stringify(view));
}

/** A problem as the body of an answer. */
export function viewOf(
  { type, title, status, extras }: Problem,
  { id, url }: Pick<FastifyRequest, 'id' | 'url'>,
): ProblemView {
  const { detail, errors, allowed, suggestions, retryable = false } = extras;
  return {
    type: `${PROBLEM_URN}${type}`,
    title,
    status,
    detail,
    instance: url.split('?')[0],
    // Express gives requests no id.
    request_id: id ?? randomUUID(),
    errors,
    allowed: allowed && [...allowed],
    retryable,
    suggestions: suggestions && [...suggestions],
  };
}

/** What Nest and Fastify refuse by themselves: unknown routes, oversized bodies, other content types. */
export function refusalOf(error: unknown): Problem | undefined {
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  const title = STATUS_CODES[status] ?? 'The request was refused';
  return new Problem(title.toLowerCase().replace(/[^a-z]+/g, '-'), status, title, { detail: (error as Error).message });
}
