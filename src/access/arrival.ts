import type { FastifyRequest } from 'fastify';

/** What a request says of where it comes from, before anybody is known. */
export interface Arrival {
  /** The header `Authorization`: `Bearer <key>`. */
  readonly authorization?: string;
  /** The address of the other end. */
  readonly ip: string;
  /** By which name the server was asked. */
  readonly host?: string;
  /** The site of the page that asks, where one does. */
  readonly origin?: string;
}

/** The arrival of a request. */
export const arrivalOf = ({ headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>): Arrival => ({
  authorization: headers.authorization,
  ip,
  host: headers.host,
  origin: headers.origin,
});

/** The names by which a machine calls itself; no stranger's page can make them lead elsewhere. */
const LOCAL = /^(https?:\/\/)?(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Whether a request to a server that asks for no key is one of this machine's own. A page of a stranger can make its own
 * name lead here (DNS rebinding), or send what it cannot read the answer of, but the browser says so in both headers.
 */
export const isLocalCall = ({ host = '', origin }: Arrival): boolean =>
  LOCAL.test(host) && (origin === undefined || LOCAL.test(origin));
