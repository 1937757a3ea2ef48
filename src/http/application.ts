import { randomUUID } from 'node:crypto';
import type { LogLevel, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';
import { readJsonStrictly } from './body';
import { ProblemFilter, refusalOf, send } from './problem.filter';
import { serveDocs } from './swagger';
import { validation } from './validation';

/** A path parameter is a readable id at most this long. */
const PARAMETER_LIMIT = 300;

/** The server around a module: Fastify, strict input, problems, Swagger UI. Not yet listening. */
export async function createApplication(
  module: Type | DynamicModule,
  logger: LogLevel[] | false = ['warn', 'error', 'fatal'],
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    genReqId: () => randomUUID(),
    // While it stops, it still serves what has reached it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: PARAMETER_LIMIT },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      send(reply, request, refusalOf(error) ?? new Problem('bad-request', 400, 'Bad Request'));
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger, abortOnError: false });
  readJsonStrictly(app);
  app.useGlobalPipes(validation());
  app.useGlobalFilters(new ProblemFilter());
  serveDocs(app);
  return app;
}
