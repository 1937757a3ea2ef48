import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';

/** One request, byte for byte as it goes over the wire. */
export interface Shot {
  method: string;
  /** As written into the request line; nothing is encoded or normalised. */
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  type: string;
  text: string;
  /** Undefined when the text is not JSON. */
  json?: Record<string, unknown>;
}

/** How long an answer may take, in milliseconds. */
const PATIENCE = 20_000;

/** Sends requests to one server over connections that are kept. Close it when done. */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly address: { host: string; port: number };

  /**
   * @param headers what every request sends that says nothing else
   * @param patience how long an answer may take, in milliseconds
   */
  constructor(
    url: string,
    private readonly headers: Record<string, string> = {},
    private readonly patience = PATIENCE,
  ) {
    const { hostname, port } = new URL(url);
    this.address = { host: hostname, port: Number(port) };
  }

  close(): void {
    this.agent.destroy();
  }

  /** @throws Error when there is no answer in time */
  shoot({ method, path, headers = {}, body }: Shot): Promise<Answer> {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const sent = request({
        ...this.address,
        agent: this.agent,
        method,
        path,
        headers: { ...length, ...this.headers, ...headers },
      });
      let answered = false;
      sent.on('response', (response) => {
        answered = true;
        readAll(response).then(resolve, reject);
      });
      // A refusal may come, and the connection close, while the body is still on its way.
      sent.on('error', (error) => setTimeout(() => answered || reject(error), 50));
      sent.setTimeout(this.patience, () => sent.destroy(new Error(`no answer within ${this.patience} ms`)));
      sent.end(body);
    });
  }

  /** Sends bytes that are no HTTP, or only nearly. @returns all that came back until the connection was closed */
  raw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.address);
      let received = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
      socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`no answer within ${PATIENCE} ms`)));
      socket.write(bytes, 'latin1');
    });
  }
}

async function readAll(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { statusCode, headers } = response;
  return { status: statusCode!, headers, type: headers['content-type'] ?? '', text, json: parsed(text) };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
