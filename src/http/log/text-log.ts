import { ConsoleLogger, type LogLevel as NestLevel } from '@nestjs/common';
import { LOG_LEVELS, type Log, type LogLevel, isChatter, type RequestLine } from './log';

const levels: Record<LogLevel, NestLevel[]> = {
  silent: [],
  error: ['fatal', 'error'],
  warn: ['warn'],
  info: ['log'],
  debug: ['debug', 'verbose'],
};

/** For people: one line of text for each message. */
export class TextLog extends ConsoleLogger implements Log {
  constructor(level: LogLevel) {
    const told = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(level) + 1);
    super('nest-bmad', { logLevels: told.flatMap((one) => levels[one]) });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (isChatter(rest)) super.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  request({ method, route, status, duration_ms, request_id, key = 'no key', project }: RequestLine): void {
    if (status < 500 && !this.isLevelEnabled('log')) return;
    const where = project === undefined ? '' : ` in ${project}`;
    const line = `${method} ${route} ${status} ${duration_ms} ms, ${key}${where}, request ${request_id}`;
    if (status >= 500) super.warn(line, 'Request');
    else super.log(line, 'Request');
  }
}
