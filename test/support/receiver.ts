import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that came. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** What it is, when it is JSON. */
  json: { type: string; timestamp: string; data: Record<string, unknown> };
}

type Manner = (response: ServerResponse, request: Received) => void;

/** Takes it. */
export const takes: Manner = (response) => void response.writeHead(204).end();
/** Answers a status and no more. */
export const answers =
  (status: number, headers: Record<string, string> = {}): Manner =>
  (response) =>
    void response.writeHead(status, headers).end();
/** Never answers. */
export const hangs: Manner = () => undefined;
/** Answers with a body that never ends. */
export const babbles: Manner = (response) => {
  response.writeHead(500);
  const babble = () => response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(babble));
  babble();
};
/** Breaks off. */
export const breaks: Manner = (response) => void response.destroy();

/** Somebody else's server, which behaves as it is told. */
export class Receiver {
  readonly received: Received[] = [];
  /** How the next requests are dealt with, in turn; then all as `manner` says. */
  readonly next: Manner[] = [];
  manner: Manner = takes;
  /** The most requests with the same `webhook-id` that were open at once. */
  most = 0;
  private readonly open = new Map<string, number>();

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.take(request, response));
  }

  static async begin(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new Receiver(server);
  }

  /** @param host a name or address of this machine */
  url(path = '/', host = '127.0.0.1'): string {
    return `http://${host}:${(this.server.address() as AddressInfo).port}${path}`;
  }

  end(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = String(request.headers['webhook-id']);
    const open = (this.open.get(id) ?? 0) + 1;
    this.open.set(id, open);
    this.most = Math.max(this.most, open);
    response.on('close', () => this.open.set(id, this.open.get(id)! - 1));
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    const received = { path: request.url!, headers: request.headers, body, json: JSON.parse(body) as Received['json'] };
    this.received.push(received);
    (this.next.shift() ?? this.manner)(response, received);
  }
}
