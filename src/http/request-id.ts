import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { REQUEST_ID_HEADER } from '../access/problem.filter';

const FORM = /^[\w.:+/=@~-]{1,128}$/;
/** An API key that was sent in the wrong place must not be told on. */
const KEY = /bmad_[0-9a-f]{12}_/;

/** What a request is called: as its caller calls it, where that can stand in a log as it is; else a UUID. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && FORM.test(given) && !KEY.test(given) ? given : randomUUID();
}

/** Answers every request with what it is called. */
export function tellRequestIds(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', ({ id }, reply, done) => {
    void reply.header(REQUEST_ID_HEADER, id);
    done();
  });
}
