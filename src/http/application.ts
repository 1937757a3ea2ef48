import { randomUUID } from 'node:crypto';
import type { LoggerService, LogLevel, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter, send } from '../access/problem.filter';
import { addressProblem, PARAMETER_LIMIT, readAddressStrictly } from './address';
import { readJsonStrictly } from './body';
import { turnStrangersAway } from './early-access';
import { serveDocs } from './swagger';
import { answerUnreadable } from './unreadable-request';

/** How long a request may take to arrive, in milliseconds, so that slow senders cannot keep connections for ever. */
const ARRIVAL_LIMIT = 30_000;

/** The server around a module: Fastify, strict input, problems, Swagger UI. Not yet listening. */
export async function createApplication(
  module: Type | DynamicModule,
  logger: LoggerService | LogLevel[] | false = ['warn', 'error', 'fatal'],
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    genReqId: () => randomUUID(),
    // While it stops, it still serves what has reached it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: PARAMETER_LIMIT },
    requestTimeout: ARRIVAL_LIMIT,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      send(reply, request, addressProblem(error));
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger, abortOnError: false });
  turnStrangersAway(app);
  readJsonStrictly(app);
  readAddressStrictly(app);
  app.useGlobalFilters(new ProblemFilter());
  serveDocs(app);
  return app;
}
