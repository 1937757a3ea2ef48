import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter, send } from '../access/problem.filter';
import { addressProblem, PARAMETER_LIMIT, readAddressStrictly } from './address';
import { readJsonStrictly } from './body';
import { guardBrowsers } from './browsers';
import { turnStrangersAway } from './early-access';
import type { HttpOptions } from './http.options';
import { tellRequests } from './log/request-lines';
import { TextLog } from './log/text-log';
import { limitRates } from './rate-limits';
import { rememberRules } from './remembered-rules';
import { requestIdOf, tellRequestIds } from './request-id';
import { serveDocs } from './swagger';
import { sendBytes } from './text-bytes';
import { answerUnreadable } from './unreadable-request';

/** How long a request may take to arrive, in milliseconds, so that slow senders cannot keep connections for ever. */
const ARRIVAL_LIMIT = 30_000;

/** The server around a module: Fastify, limits, strict input, problems, Swagger UI. Not yet listening. */
export async function createApplication(
  module: Type | DynamicModule,
  { log = new TextLog('warn'), limits = {}, corsOrigins, trustedProxies = [] }: HttpOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    genReqId: requestIdOf,
    trustProxy: trustedProxies.length ? [...trustedProxies] : false,
    // While it stops, it still serves what has reached it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: PARAMETER_LIMIT },
    requestTimeout: ARRIVAL_LIMIT,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      send(reply, request, addressProblem(error));
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: log, abortOnError: false });
  tellRequestIds(app);
  if (log.request) tellRequests(app, { request: (line) => log.request!(line) });
  await guardBrowsers(app, corsOrigins);
  await limitRates(app, limits, () => turnStrangersAway(app));
  rememberRules();
  readJsonStrictly(app);
  readAddressStrictly(app);
  app.useGlobalFilters(new ProblemFilter());
  sendBytes(app);
  serveDocs(app);
  return app;
}
