import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';

/** One event as a stream has sent it. */
export interface Sent {
  id: string;
  type: string;
  subject_id: string;
  position: string;
  data: Record<string, unknown>;
}

/** A client of server-sent events that does what browsers do, one connection after another. */
export class EventStream {
  readonly events: Sent[] = [];
  /** The last `id` that it was sent; the next connection goes on from there. */
  lastId?: string;
  /** The lines that are no events. */
  comments = 0;
  private request?: ClientRequest;
  private response?: IncomingMessage;

  /** @param heard called for each event */
  constructor(private readonly heard: (event: Sent) => void = () => undefined) {}

  /** Connects, and reads until it is cut off or ended. @throws Error with the answer when that is no stream */
  async connect(url: string, headers: Record<string, string> = {}): Promise<void> {
    const known = this.lastId === undefined ? {} : { 'last-event-id': this.lastId };
    this.request = get(url, { agent: false, headers: { accept: 'text/event-stream', ...known, ...headers } });
    this.request.on('error', () => undefined);
    [this.response] = (await once(this.request, 'response')) as [IncomingMessage];
    this.response.setEncoding('utf8').on('error', () => undefined);
    if (this.response.statusCode !== 200) throw new Error(await textOf(this.response));
    this.read(this.response);
  }

  /** Stops reading, as a client that is busy. */
  pause(): void {
    this.response!.pause();
  }

  resume(): void {
    this.response!.resume();
  }

  /** Lets the connection drop, whatever is on its way. */
  cut(): void {
    this.request?.destroy();
  }

  /** Whether the server has ended the stream properly. */
  async ended(): Promise<boolean> {
    const response = this.response!;
    // Not `once`, which takes a connection that drops for an error.
    if (!response.closed) await new Promise<void>((resolve) => response.once('close', resolve));
    return response.complete;
  }

  private read(response: IncomingMessage): void {
    let rest = '';
    response.on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop()!;
      // Whoever is cut off does not get the rest.
      for (const block of blocks) if (!response.destroyed) this.take(block);
    });
  }

  private take(block: string): void {
    const lines = block.split('\n');
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    this.comments += lines.filter((line) => line.startsWith(':')).length;
    this.lastId = field('id') ?? this.lastId;
    const data = field('data');
    if (data === undefined) return;
    const event = JSON.parse(data) as Sent;
    this.events.push(event);
    this.heard(event);
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of response) text += String(part);
  return text;
}
