import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { localhostAllowedHostnames, validateHostHeader, validateOriginHeader } from '@modelcontextprotocol/server';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';

/**
 * Keeps web pages out of a server that takes no keys and relies on being reached from this machine only: a page of a
 * stranger can make its own name lead here (DNS rebinding), but the browser still says that name.
 */
@Injectable()
export class LocalNamesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers, socket } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers.authorization !== undefined || !isLoopback(socket.localAddress)) return true;
    const names = localhostAllowedHostnames();
    const host = validateHostHeader(headers.host, names);
    const origin = validateOriginHeader(headers.origin, names);
    if (host.ok && origin.ok) return true;
    throw new Problem('foreign-name', 403, 'The server is asked by a name that is not its own', {
      detail: `Without a key it is reached from its own machine only, as ${names.join(', ')}, by no page of another site.`,
    });
  }
}

const isLoopback = (address = ''): boolean => /^(::ffff:)?127\.|^::1$/.test(address);
