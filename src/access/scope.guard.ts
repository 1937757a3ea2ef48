import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';
import { DEFAULT_PROJECT, ProjectsService } from './projects.service';
import type { Scope } from '../database/scope';

export const PROJECT_HEADER = 'X-BMAD-Project';

/** The actor of an open server, which knows nobody. */
export const ANYBODY = 'anonymous';

/** A request, and whose rows it may touch once the guard has seen it. */
export type ScopedRequest = FastifyRequest & { scope?: Scope };

/** Finds out whose rows a request may touch, before any handler runs. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly projects: ProjectsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ScopedRequest>();
    const key = request.headers[PROJECT_HEADER.toLowerCase()] ?? DEFAULT_PROJECT;
    if (typeof key !== 'string' || key.length > 63) {
      throw new Problem('invalid-request', 400, 'The request is not valid', {
        detail: `The header ${PROJECT_HEADER} must be the key of one project.`,
      });
    }
    request.scope = { projectId: await this.projects.idOf(key), by: ANYBODY };
    return true;
  }
}

/** The scope of the request, as a parameter of a handler. */
export const InScope = createParamDecorator((_: unknown, context: ExecutionContext): Scope => {
  const { scope } = context.switchToHttp().getRequest<ScopedRequest>();
  if (!scope) throw new Error('A route that takes a scope must be declared with @Routes().');
  return scope;
});
