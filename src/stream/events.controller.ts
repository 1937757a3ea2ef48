import { Get, Headers, Query, Req, Res } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { ApiExtraModels, ApiHeader, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.service';
import { arrivalOf } from '../access/arrival';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import type { Page } from '../database/page';
import type { Scope } from '../database/scope';
import { unacceptable } from '../problems/problem';
import { EventPages } from './event-pages.service';
import { EventsQuery, FeedEventView } from './events.dto';
import { Streams } from './streams.service';

const STREAM = 'text/event-stream';

@Routes('events', 'Events')
export class EventsController {
  constructor(
    private readonly pages: EventPages,
    private readonly streams: Streams,
    private readonly access: Access,
  ) {}

  /**
   * What happened, in order: a page, or a stream that goes on
   * @remarks As a page it begins where `after` says. A filter that takes few events may leave a page empty though `next` is there: go on with it; when `next` is null, ask later with the last `position` that you know. Asked for as `Accept: text/event-stream` it is a stream of server-sent events: `data` is one event as in a page, `id` its position. Whoever is cut off comes again with the last `id` as `Last-Event-ID` (browsers do so by themselves) and misses and repeats none. A stream without either begins now. It ends within seconds of its key.
   */
  @Get()
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description:
      'The last `id` of the stream that was cut off; it counts for more than `after`. A page takes no notice.',
    schema: { type: 'string', example: '1042' },
  })
  @ApiExtraModels(FeedEventView)
  @ApiOkResponse({
    description: 'One page, oldest first; or a stream.',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['items', 'next'],
          properties: {
            items: { type: 'array', items: { $ref: getSchemaPath(FeedEventView) } },
            next: {
              type: 'string',
              nullable: true,
              description: 'What to pass as `after` for the next page; null when there are no more events for now.',
            },
          },
        },
      },
      [STREAM]: {
        schema: {
          type: 'string',
          example: 'id: 1042\ndata: {"id":"1044","type":"task.completed","position":"1042"}\n\n',
        },
      },
    },
  })
  @Refuses(410, 'Events after this position are not kept any more. `detail` names the oldest that is.')
  @Refuses(422, 'There is no such position yet.')
  async events(
    @InScope() scope: Scope,
    @Query() query: EventsQuery,
    @Headers('last-event-id') last: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<FeedEventView> | Readable> {
    const filter = EventsQuery.toFilter(scope, query);
    if (request.method === 'GET' && request.headers.accept?.includes(STREAM)) {
      const arrival = arrivalOf(request);
      const admit = () => this.access.caller(arrival);
      const stream = await this.streams.open(filter, admit, positionIn(last) ?? query.after);
      void reply.header('cache-control', 'no-cache').header('x-accel-buffering', 'no').type(STREAM);
      return stream;
    }
    if (query.after !== undefined) await this.pages.check(query.after);
    const { items, through, more } = await this.pages.after(filter, query.after ?? '0', query.limit!);
    return { items: items.map(FeedEventView.of), next: more ? through : null };
  }
}

/** @throws Problem 422 for what no stream has sent */
function positionIn(last: string | undefined): string | undefined {
  if (!last || /^\d{1,15}$/.test(last)) return last || undefined;
  throw unacceptable('Last-Event-ID', 'It must be the last `id` of a stream of events.');
}
