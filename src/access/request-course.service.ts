import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Database } from '../database/database';
import { Problem } from '../problems/problem';
import type { Course } from './handlers';
import { type Answer, Idempotency, type KeyedRequest } from './idempotency/idempotency.service';
import type { ScopedRequest } from './scope.guard';
import { isKnown, tagOfView, tagsIn } from './tags/entity-tag';
import { type Route, RouteTable } from './tags/route-table.service';
import { RowTags } from './tags/row-tags.service';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Gives rows their tags, and keeps writes to what their `If-Match` and `Idempotency-Key` say. */
@Injectable()
export class RequestCourse implements Course {
  constructor(
    private readonly db: Database,
    private readonly routes: RouteTable,
    private readonly tags: RowTags,
    private readonly idempotency: Idempotency,
  ) {}

  async run(handler: Function, request: ScopedRequest, reply: FastifyReply, work: () => unknown): Promise<unknown> {
    const route = this.routes.of(handler);
    const { 'if-match': match, 'idempotency-key': key } = request.headers;
    if (route.method === 'GET') return show(route, request, reply, await work());
    if (match === undefined && key === undefined) return route.showsRow ? send(route, reply, await work()) : work();
    return this.write(route, request, reply, work);
  }

  /** All of it, with the handler's work, in one transaction. What fails leaves nothing behind, not even the key. */
  private async write(
    route: Route,
    request: ScopedRequest,
    reply: FastifyReply,
    work: () => unknown,
  ): Promise<unknown> {
    const { headers } = request;
    const keyed = keyedRequest(request);
    const tags = headers['if-match'] === undefined ? undefined : tagsIn(headers['if-match']);
    const { text, tag, replayed } = await this.db.transaction(async () => {
      const before = keyed && (await this.idempotency.take(keyed));
      if (before) return { ...before, replayed: true };
      if (tags) await this.tags.check(rowOf(route), tags, request);
      const view = await work();
      const text = JSON.stringify(view) as string | undefined;
      const answer = { text: text ?? null, tag: await this.tagAfter(route, request, view, text) };
      if (keyed) await this.idempotency.keep(keyed, answer);
      return { ...answer, replayed: false };
    });
    if (tag !== null) void reply.header('etag', tag);
    if (replayed) void reply.header('idempotency-replayed', 'true');
    if (text !== null) void reply.type(JSON_TYPE);
    return text ?? undefined;
  }

  /**
   * The tag of the row that the answer shows. Where it shows a part of a row only, that of the whole: to a caller that
   * has said what the whole was like, since to every other one it would tell of changes that it has not seen.
   */
  private async tagAfter(route: Route, request: ScopedRequest, view: unknown, text?: string): Promise<Answer['tag']> {
    if (route.showsRow && text !== undefined) return tagOfView(view, route, text);
    const isThere = route.row && !(route.method === 'DELETE' && route.row.parts.length === route.parts.length);
    return isThere && request.headers['if-match'] !== undefined ? this.tags.of(route.row!, request) : null;
  }
}

/** Sends the row that a GET shows, unless the caller has it. */
function show(route: Route, request: ScopedRequest, reply: FastifyReply, view: unknown): string | undefined {
  const text = JSON.stringify(view);
  const tag = tagOfView(view, route, text);
  void reply.header('etag', tag);
  if (isKnown(request.headers['if-none-match'] ?? '', tag)) return void reply.status(304);
  void reply.type(JSON_TYPE);
  return text;
}

function send(route: Route, reply: FastifyReply, view: unknown): string {
  const text = JSON.stringify(view);
  void reply.header('etag', tagOfView(view, route, text)).type(JSON_TYPE);
  return text;
}

/** @throws Problem 400 for a route that is about no row, for there is nothing that could be as expected */
function rowOf({ row }: Route): Route {
  if (row) return row;
  throw new Problem('invalid-request', 400, 'The request is not valid', {
    detail: 'This route is about no row that exists already, so If-Match has no meaning here; leave it out.',
  });
}

/** @throws Problem 400 when the key is none */
function keyedRequest({ headers, method, url, body, scope, caller }: ScopedRequest): KeyedRequest | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[!-~]{1,255}$/.test(key)) {
    throw new Problem('invalid-request', 400, 'The request is not valid', {
      detail: 'The header Idempotency-Key must be one word of 1 to 255 visible ASCII characters, such as a UUID.',
    });
  }
  const { projectId, by } = scope!;
  // Names may be shared; API keys are not, and one may do what another may not.
  const actor = caller?.key?.id ?? by;
  return { projectId, actor, key, content: `${method} ${url} ${JSON.stringify(body)}` };
}
