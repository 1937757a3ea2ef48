import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { Webhook as Signer } from 'standardwebhooks';
import type { Targets } from '../targets/targets.service';

/** How much of an answer is read, in bytes: nothing in it matters. */
const ANSWER_BYTES = 65_536;
const ERROR_LENGTH = 300;

/** One thing to send. */
export interface Message {
  /** The same in every attempt. */
  id: string;
  url: string;
  body: string;
  /** All that sign, the newest first. */
  secrets: readonly string[];
}

/** What became of one attempt. */
export interface Outcome {
  /** The status of the answer, if there was one. */
  status: number | null;
  /** Why it failed; null when it arrived. */
  error: string | null;
  /** Seconds after which the receiver wants to be asked again. */
  retryAfter: number;
  durationMs: number;
}

/** How an attempt is made. */
export interface Means {
  /** Says which addresses may be reached. */
  targets: Targets;
  timeoutSeconds: number;
  /** Ends the attempt. */
  stop: AbortSignal;
}

/** The headers of Standard Webhooks. */
export function signed({ id, body, secrets }: Message, at = new Date()): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, at, body)).join(' '),
  };
}

/** Sends a message once, to where it is told and to nowhere else. Never throws. */
export async function attempt(message: Message, means: Means): Promise<Outcome> {
  const begin = performance.now();
  const outcome = await send(message, means).catch((error: NodeJS.ErrnoException) => ({
    status: null,
    retryAfter: 0,
    error: `${error.code && !error.message.includes(error.code) ? `${error.code} ` : ''}${error.message}`.slice(
      0,
      ERROR_LENGTH,
    ),
  }));
  return { ...outcome, durationMs: Math.round(performance.now() - begin) };
}

/** Answers as soon as the receiver has answered with a status. A connection of its own for each, so nothing is shared. */
function send(message: Message, { targets, timeoutSeconds, stop }: Means): Promise<Omit<Outcome, 'durationMs'>> {
  const { url, body } = message;
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'nest-bmad',
      ...signed(message),
    };
    targets.refuseLiteral(new URL(url));
    const { lookup } = targets;
    const open = url.startsWith('https:') ? overHttps : overHttp;
    const request = open(url, { method: 'POST', headers, lookup, agent: false, signal: stop }, (response) => {
      let read = 0;
      response.on('error', () => undefined);
      response.on('data', (part: Buffer) => (read += part.length) > ANSWER_BYTES && response.destroy());
      const status = response.statusCode!;
      resolve({ status, error: faultOf(status), retryAfter: Number(response.headers['retry-after']) || 0 });
    });
    const late = () => request.destroy(new Error(`No answer within ${timeoutSeconds} seconds.`));
    const timer = setTimeout(late, timeoutSeconds * 1000);
    request.on('close', () => clearTimeout(timer));
    request.on('error', reject);
    request.end(body);
  });
}

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `The receiver answered ${status}; redirects are not followed.`;
  return `The receiver answered ${status}.`;
}
