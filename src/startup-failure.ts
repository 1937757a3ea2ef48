import type { Env } from './env';

/** One sentence for a person who sees the server fail to start, or undefined when the cause is unknown. */
export function startupFailure(error: unknown, env?: Env): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, hostname } = causeOf(error);
  const where = env?.DATABASE_URL ? ` at ${withoutPassword(env.DATABASE_URL)}` : '';
  const listening = syscall === 'listen' && code && listeningFailures[code];
  if (env && listening) return listening(env);
  if (env && syscall === 'getaddrinfo' && hostname === env.HOST)
    return `No machine is called ${env.HOST}. Set HOST to an address of this one.`;
  if (code === 'ERR_INVALID_URL')
    return 'DATABASE_URL cannot be read. Write it like postgres://user:password@host:5432/database, with special characters as %XX.';
  if (code && unreachable.has(code)) return `The database${where} cannot be reached (${code}). Check DATABASE_URL.`;
  if (code && refused.has(code)) return `The database${where} refuses us: ${error.message}. Check DATABASE_URL.`;
  if (code === '42501') return `The database${where} does not let us create what we need: ${error.message}.`;
  if (/timeout|terminated/i.test(error.message) && env?.DATABASE_URL)
    return `The database${where} does not answer. Check DATABASE_URL.`;
  return code ? undefined : error.message;
}

const listeningFailures: Readonly<Record<string, (env: Env) => string>> = {
  EADDRINUSE: ({ PORT }) => `Port ${PORT} is in use. Stop what listens there or set PORT to another one.`,
  EADDRNOTAVAIL: ({ HOST }) => `This machine has no address ${HOST}. Set HOST to one of its own.`,
  EACCES: ({ PORT }) => `Listening on port ${PORT} is not allowed. Set PORT to one above 1023.`,
};
const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ECONNRESET',
  'ENOENT',
  'EACCES',
]);
const refused = new Set(['28P01', '28000', '3D000', '53300', '57P03']);

interface Cause {
  readonly code?: string;
  readonly syscall?: string;
  readonly hostname?: string;
}

/** A host with several addresses fails with several errors, of which the first says enough. */
function causeOf(error: Error): Cause {
  const { code, syscall, hostname, errors } = error as Cause & { errors?: Cause[] };
  return code ? { code, syscall, hostname } : (errors?.find((inner) => inner.code) ?? {});
}

/** To the last `@`: a password may hold one. */
const withoutPassword = (url: string) =>
  url.replace(/(\/\/[^:/@]*):.*@/, '$1:…@').replace(/\bpassword=[^&]*/, 'password=…');
