import type { Env } from './env';
import type { HttpOptions } from './http/http.options';
import { JsonLog } from './http/log/json-log';
import { TextLog } from './http/log/text-log';

/** How the settings have the server meet the network. */
export const httpOptionsOf = (env: Env): HttpOptions => ({
  log: env.LOG_FORMAT === 'json' ? new JsonLog(env.LOG_LEVEL) : new TextLog(env.LOG_LEVEL),
  limits: { perKey: env.RATE_LIMIT_PER_KEY, perAddress: env.RATE_LIMIT_PER_ADDRESS },
  corsOrigins: env.CORS_ORIGINS,
  trustedProxies: env.TRUSTED_PROXIES,
});
