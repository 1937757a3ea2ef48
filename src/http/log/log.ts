import type { LoggerService } from '@nestjs/common';

/** How much is told, each level with those before. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['json', 'text'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What is told of a request: nothing that it holds, and nothing that it was answered. */
export interface RequestLine {
  method: string;
  /** The pattern of its route, never the address itself; `none` where there is no such route. */
  route: string;
  status: number;
  /** From its arrival to the end of its answer. */
  duration_ms: number;
  request_id: string;
  /** The prefix of the API key. */
  key?: string;
  /** The name that stands in every log. */
  actor?: string;
  /** The key of the project. */
  project?: string;
}

/** Where Nest, the features and the requests are told. */
export interface Log extends LoggerService {
  request(line: RequestLine): void;
}

/** Nest tells at the level of everybody else, in hundreds of lines, how it puts itself together. */
const CHATTER = ['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver'];

/** Whether a message is of interest only to whoever looks for a fault of the framework. @param rest what came after it */
export const isChatter = (rest: readonly unknown[]): boolean => CHATTER.includes(String(rest.at(-1)));
