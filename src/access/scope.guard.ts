import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';
import { Access } from './access.service';
import { arrivalOf } from './arrival';
import type { Caller } from './keys/caller';
import { needOf } from './needs';
import type { Scope } from '../database/scope';

export const PROJECT_HEADER = 'X-BMAD-Project';

/** A request of which more is known: first who makes it, then whose rows it may touch. */
export type ScopedRequest = FastifyRequest & { caller?: Caller; scope?: Scope };

/** Finds out who makes a request and whose rows it may touch, before any handler runs. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly access: Access) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ScopedRequest>();
    request.caller ??= await this.access.caller(arrivalOf(request));
    const need = needOf(context.getClass(), context.getHandler());
    request.scope = await this.access.enter(request.caller, projectIn(request), need);
    return true;
  }
}

/** The project that a request names. @throws Problem 400 for what cannot be one */
function projectIn({ headers }: FastifyRequest): string | undefined {
  const key = headers[PROJECT_HEADER.toLowerCase()];
  if (key === undefined || (typeof key === 'string' && key.length <= 63)) return key;
  throw new Problem('invalid-request', 400, 'The request is not valid', {
    detail: `The header ${PROJECT_HEADER} must be the key of one project.`,
  });
}

/** The scope of the request, as a parameter of a handler. */
export const InScope = createParamDecorator((_: unknown, context: ExecutionContext): Scope => {
  const { scope } = context.switchToHttp().getRequest<ScopedRequest>();
  if (!scope) throw new Error('A route that takes a scope must be declared with @Routes().');
  return scope;
});

/** Who makes the request, as a parameter of a handler. */
export const ByCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<ScopedRequest>();
  if (!caller) throw new Error('A route that takes a caller must be declared with @Routes().');
  return caller;
});
