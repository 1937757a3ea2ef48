import type { Env } from './env';

/** One sentence for a person who sees the server fail to start, or undefined when the cause is unknown. */
export function startupFailure(error: unknown, env?: Env): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = codeOf(error);
  const where = env?.DATABASE_URL ? ` at ${withoutPassword(env.DATABASE_URL)}` : '';
  if (code === 'EADDRINUSE') return `Port ${env?.PORT} is in use. Stop what listens there or set PORT to another one.`;
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${env?.HOST}. Set HOST to one of its own.`;
  if (code === 'EACCES' && env) return `Listening on port ${env.PORT} is not allowed. Set PORT to one above 1023.`;
  if (code && unreachable.has(code)) return `The database${where} cannot be reached (${code}). Check DATABASE_URL.`;
  if (code && refused.has(code)) return `The database${where} refuses us: ${error.message}. Check DATABASE_URL.`;
  if (code === '42501') return `The database${where} does not let us create what we need: ${error.message}.`;
  if (/timeout|terminated/i.test(error.message) && env?.DATABASE_URL)
    return `The database${where} does not answer. Check DATABASE_URL.`;
  return code ? undefined : error.message;
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ECONNRESET',
  'ENOENT',
]);
const refused = new Set(['28P01', '28000', '3D000', '53300', '57P03']);

function codeOf(error: Error): string | undefined {
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  return code ?? errors?.find((inner) => inner.code)?.code;
}

const withoutPassword = (url: string) => url.replace(/(\/\/[^:/@]*):[^@]*@/, '$1:…@');
