import { Inject, Req, RequestMethod, Res } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import type { FastifyReply } from 'fastify';
import type { ScopedRequest } from './scope.guard';

type Handler = (...args: unknown[]) => unknown;

/** What stands between a request and the handler of its route. */
export interface Course {
  /** Answers a request by what `work`, the handler with its arguments, makes. */
  run(handler: Function, request: ScopedRequest, reply: FastifyReply, work: () => unknown): Promise<unknown>;
}

/** The token of the `Course` that every controller is given. */
export const COURSE = Symbol('course of a request');
const HANDLERS = Symbol('handlers');

/** The handlers of a controller by their names, without what was put around them. */
export const handlersOf = (controller: Function): ReadonlyMap<string, Function> =>
  (Reflect.getMetadata(HANDLERS, controller) as Map<string, Function> | undefined) ?? new Map();

/**
 * Puts the course around the handlers of a controller that write or show one row. An interceptor could do the same, but
 * costs a request more than the rest of its way.
 */
export function surround(path: string, controller: Function): void {
  const prototype = controller.prototype as Record<string | symbol, Handler>;
  const handlers = new Map<string, Function>();
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const handler = prototype[name];
    if (!isConcerned(path, handler)) continue;
    handlers.set(name, handler);
    prototype[name] = surrounded(prototype, name, handler);
  }
  Reflect.defineMetadata(HANDLERS, handlers, controller);
  Inject(COURSE)(prototype, COURSE);
}

function isConcerned(path: string, handler: Handler): boolean {
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
  if (method === undefined) return false;
  const own = Reflect.getMetadata(PATH_METADATA, handler) as string;
  return method !== RequestMethod.GET || /:\w+\/*$/.test(`${path}/${own}`);
}

/** Asks for the request and the reply behind the handler's own arguments. */
function surrounded(prototype: Record<string | symbol, Handler>, name: string, handler: Handler): Handler {
  const own = Reflect.getMetadata(ROUTE_ARGS_METADATA, prototype.constructor, name) as object | undefined;
  const count = Math.max(-1, ...Object.values(own ?? {}).map(({ index }: { index: number }) => index)) + 1;
  Req()(prototype, name, count);
  Res({ passthrough: true })(prototype, name, count + 1);
  const around = {
    async [name](this: Record<symbol, Course>, ...args: unknown[]): Promise<unknown> {
      const [request, reply] = args.slice(count) as [ScopedRequest, FastifyReply];
      return this[COURSE].run(handler, request, reply, () => handler.apply(this, args.slice(0, count)));
    },
  }[name] as Handler;
  for (const key of Reflect.getOwnMetadataKeys(handler)) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, handler), around);
  }
  return around;
}
