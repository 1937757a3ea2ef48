import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answered, NO_ROUTE } from './answered';

type Listener = (answered: Answered) => void;

/** An answer that lasts as long as its reader stays says nothing about how fast the server is. */
const STREAM = /^text\/event-stream/;

/** Tells of every request that was answered. A hook of Fastify, which costs a few microseconds; an interceptor costs fifty. */
@Injectable()
export class Answers implements OnModuleInit {
  private readonly listeners: Listener[] = [];

  constructor(private readonly host: HttpAdapterHost) {}

  /** Has `listener`, which must be quick and must not throw, hear of every answer. */
  whenSent(listener: Listener): void {
    this.listeners.push(listener);
  }

  onModuleInit(): void {
    const { httpAdapter } = this.host;
    // A host may have no HTTP at all, or another adapter.
    if (httpAdapter?.getType() !== 'fastify') return;
    httpAdapter.getInstance<FastifyInstance>().addHook('onResponse', (request, reply, done) => {
      this.tell(request, reply);
      done();
    });
  }

  private tell({ method, routeOptions }: FastifyRequest, reply: FastifyReply): void {
    if (STREAM.test(String(reply.raw.getHeader('content-type')))) return;
    const { url: route = NO_ROUTE } = routeOptions;
    const answered = { method, route, status: reply.statusCode, milliseconds: reply.elapsedTime };
    for (const listener of this.listeners) listener(answered);
  }
}
