import { RequestMethod, SetMetadata } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants';
import type { ApiScope } from './keys/api-scope';

const NEEDS = 'nest-bmad:needs';

/** What a caller must have to use a route. */
export interface Need {
  scope: ApiScope;
  /** Whether the route is about the whole server, so that a key of one project does not do. */
  everywhere: boolean;
}

/**
 * What a key must have for a route, or for all routes of a controller. Not said, it is READ for GET and WRITE for the rest.
 * @param reach EVERYWHERE for what is about the whole server: a key of one project does not do then
 */
export const Needs = (scope: ApiScope, reach?: 'EVERYWHERE') =>
  SetMetadata<string, Need>(NEEDS, { scope, everywhere: reach !== undefined });

/** What a handler of a controller needs. */
export function needOf(controller: Function, handler: Function): Need {
  const said = [handler, controller].map((target) => Reflect.getMetadata(NEEDS, target) as Need | undefined);
  return said.find((need) => need) ?? { scope: readsOnly(handler) ? 'READ' : 'WRITE', everywhere: false };
}

/** The methods of a controller that answer a route, by their names. */
export const answering = (controller: Function): [string, Function][] =>
  Object.entries(Object.getOwnPropertyDescriptors(controller.prototype as object))
    .map(([name, { value }]) => [name, value as unknown] as const)
    .filter((entry): entry is [string, Function] => typeof entry[1] === 'function' && methodOf(entry[1]) !== undefined);

const methodOf = (handler: Function) => Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;

const readsOnly = (handler: Function) => [RequestMethod.GET, RequestMethod.HEAD].includes(methodOf(handler)!);
