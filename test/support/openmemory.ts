import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Kept {
  id: string;
  user: string;
  content: string;
  created_at: number;
  state: string;
  app_name: string;
  categories: string[];
  metadata_: Record<string, unknown>;
}

/** How the stand-in behaves: as it should, with an error, or not at all. */
type Mood = 'well' | 'failing' | 'silent';

const SIZE = 50;

/** Stands in for an OpenMemory server: speaks version 1 of its REST API over HTTP, for the users that it knows. */
export class OpenMemoryStandIn {
  readonly memories: Kept[] = [];
  /** `GET /` for each request that came. */
  readonly requests: string[] = [];
  mood: Mood = 'well';
  private server: Server;

  constructor(private readonly users: readonly string[]) {}

  async listen(port = 0): Promise<string> {
    this.server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((done) => this.server.listen(port, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** What another application has stored. */
  keep(user: string, content: string, more: Partial<Kept> = {}): Kept {
    const usual = { state: 'active', app_name: 'cursor', categories: [], metadata_: {} };
    const kept = { ...usual, id: randomUUID(), user, content, created_at: Math.floor(Date.now() / 1000), ...more };
    this.memories.push(kept);
    return kept;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const url = new URL(request.url!, 'http://stand-in');
    const path = url.pathname.replace('/api/v1/memories/', '/');
    this.requests.push(`${request.method} ${path}`);
    if (this.mood === 'silent') return;
    const [status, body] =
      this.mood === 'failing' ? [500, { detail: 'broken' }] : this.handle(request, path, url, text);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private handle({ method }: IncomingMessage, path: string, { searchParams }: URL, text: string): [number, unknown] {
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    const user = (searchParams.get('user_id') ?? body.user_id) as string;
    if (!this.users.includes(user)) return [404, { detail: 'User not found' }];
    const own = this.memories.filter((one) => one.user === user && one.state !== 'archived');
    if (method === 'GET' && path === '/') {
      const from = Number(searchParams.get('from_date') ?? 0);
      const page = Number(searchParams.get('page') ?? 1);
      return [
        200,
        pageOf(
          own.filter((one) => one.created_at >= from),
          page,
          Number(searchParams.get('size') ?? SIZE),
        ),
      ];
    }
    if (method === 'GET' && path === '/categories') {
      const categories = [...new Set(own.flatMap((one) => one.categories))].map((name) => ({ id: randomUUID(), name }));
      return [200, { categories, total: categories.length }];
    }
    if (method === 'GET' && path.endsWith('/related'))
      return [200, pageOf(this.relatedTo(own, path.split('/')[1]), 1, 5)];
    if (method === 'POST' && path === '/filter') {
      const sought = String((body.search_query as string | undefined) ?? '').toLowerCase();
      const found = own.filter((one) => one.content.toLowerCase().includes(sought));
      return [200, pageOf(found, Number(body.page), Number(body.size))];
    }
    if (method === 'POST' && path === '/') {
      const more = { metadata_: body.metadata as Kept['metadata_'], app_name: String(body.app) };
      return [200, this.keep(user, String(body.text), more)];
    }
    return [404, { detail: 'Not Found' }];
  }

  private relatedTo(own: readonly Kept[], id: string): Kept[] {
    const categories = own.find((one) => one.id === id)?.categories ?? [];
    return own.filter((one) => one.id !== id && one.categories.some((name) => categories.includes(name)));
  }
}

function pageOf(all: readonly Kept[], page: number, size: number): object {
  const items = all.slice((page - 1) * size, page * size).map(({ user: _, ...item }) => item);
  return { items, total: all.length, page, size, pages: Math.ceil(all.length / size) };
}
