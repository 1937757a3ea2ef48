import { type DestinationStream, type Logger, pino } from 'pino';
import { isChatter, type Log, type LogLevel, type RequestLine } from './log';
import { SteadyOutput } from './steady-output';

/** For programs: one JSON object in each line. */
export class JsonLog implements Log {
  private readonly to: Logger;

  constructor(level: LogLevel, output: DestinationStream = new SteadyOutput(process.stdout)) {
    const { isoTime } = pino.stdTimeFunctions;
    const formatters = { level: (label: string) => ({ level: label }) };
    this.to = pino({ level, base: undefined, timestamp: isoTime, messageKey: 'message', formatters }, output);
  }

  request(line: RequestLine): void {
    if (line.status >= 500) this.to.warn(line, 'request');
    else this.to.info(line, 'request');
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.tell(isChatter(rest) ? 'debug' : 'info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.tell('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.tell('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.tell('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.tell('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.tell('trace', message, rest);
  }

  /** @param rest of Nest: what else there is, at last the name of who tells it */
  private tell(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 && typeof rest[0] === 'string' ? { stack: rest[0] } : {};
    this.to[level]({ context, ...stack }, typeof message === 'string' ? message : String(message));
  }
}
