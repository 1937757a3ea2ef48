import type { LoggerService } from '@nestjs/common';
import type { Log } from './log/log';
import type { RateLimits } from './rate-limits';

/** How the stand-alone server meets the network. */
export interface HttpOptions {
  /** Where everything is told, requests if it takes them; without it warnings and errors, as text. */
  log?: LoggerService & Partial<Pick<Log, 'request'>>;
  limits?: RateLimits;
  /** The sites whose pages may call the server: `https://app.example`. None by default. */
  corsOrigins?: readonly string[];
  /** The addresses, networks or `loopback` of proxies whose word for the address of a caller is taken. None by default. */
  trustedProxies?: readonly string[];
}
