import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { isLoopback } from '../access/loopback';
import type { ScopedRequest } from '../access/scope.guard';
import { Problem } from '../problems/problem';

/** How many requests a minute are answered; 0 for any number. One that is not said is the default, and none on this machine. */
export interface RateLimits {
  /** Of one API key, 12 000 by default. */
  perKey?: number;
  /** Of one address, or one IPv6 network of 64 bits, 60 000 by default. */
  perAddress?: number;
}

const DEFAULTS = { perKey: 12_000, perAddress: 60_000 };
const MINUTE_MS = 60_000;
/** Of so many callers each server knows how much they have sent; of more it forgets those it has not heard of longest. */
const CALLERS = 20_000;
/** Whoever watches over a server must not be kept out when it is busiest. */
const FREE = /^\/(health|metrics)(\/|$)/;

type Hook = (request: ScopedRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

/**
 * Keeps callers from sending more than their share. Each server counts for itself. Addresses are counted before anybody
 * is asked for a key, keys only once they are known to be true, so that nobody uses up what is another's.
 * @param known puts a hook of its own in between, after which it is known who calls
 */
export async function limitRates(app: NestFastifyApplication, limits: RateLimits, known: () => void): Promise<void> {
  await app.register(rateLimit, { global: false, timeWindow: MINUTE_MS, cache: CALLERS });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook(
    'onRequest',
    limiter('perAddress', 'This address', () => true),
  );
  known();
  fastify.addHook(
    'onRequest',
    limiter('perKey', 'The API key', ({ caller }) => caller?.key !== undefined, keyOf),
  );

  function limiter(
    which: keyof RateLimits,
    who: string,
    concerns: (request: ScopedRequest) => boolean,
    keyGenerator?: (request: ScopedRequest) => string,
  ): Hook {
    const said = limits[which];
    const max = said ?? DEFAULTS[which];
    const count = fastify.createRateLimit({ max, ...(keyGenerator && { keyGenerator }) });
    return (request, reply, done) => {
      if (max === 0 || !concerns(request) || FREE.test(request.routeOptions.url ?? '')) return done();
      if (said === undefined && isLoopback(request.ip)) return done();
      count(request).then((counted) => done(counted.isAllowed ? undefined : told(who, counted, reply)), done);
    };
  }
}

const keyOf = ({ caller }: ScopedRequest) => caller!.key!.id;

interface Counted {
  max: number;
  remaining: number;
  ttlInSeconds: number;
  isExceeded: boolean;
}

/** Says in the headers how much is left. @returns the refusal when it is used up */
function told(
  who: string,
  { max, remaining, ttlInSeconds: seconds, isExceeded }: Counted,
  reply: FastifyReply,
): Problem | undefined {
  void reply.header('ratelimit-limit', max).header('ratelimit-remaining', remaining).header('ratelimit-reset', seconds);
  if (!isExceeded) return undefined;
  return new Problem('too-many-requests', 429, 'Too Many Requests', {
    detail: `${who} may send ${max} requests a minute, and has; the next one in ${seconds} s.`,
    retryable: true,
    retryAfter: seconds,
  });
}
