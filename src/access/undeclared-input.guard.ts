import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyRequest } from 'fastify';
import { invalidRequest } from './validation';

/** Refuses a query or a body where the handler takes none. What it does take, validation checks. */
export class UndeclaredInputGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query, body } = context.switchToHttp().getRequest<FastifyRequest>();
    refuse(context, RouteParamtypes.QUERY, query);
    refuse(context, RouteParamtypes.BODY, body);
    return true;
  }
}

/** @throws Problem 400 naming every member */
function refuse(context: ExecutionContext, type: RouteParamtypes, input: unknown): void {
  const fields = Object.keys(input ?? {});
  if (!fields.length || takes(context, type)) return;
  throw invalidRequest(fields.map((field) => ({ field, message: 'is not known here; nothing is taken' })));
}

/** Nest keeps a handler's parameters under keys like `3:0`: the type, then the position. */
const takes = (context: ExecutionContext, type: RouteParamtypes): boolean => {
  const args = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as object;
  return Object.keys(args ?? {}).some((key) => key.startsWith(`${type}:`));
};
