import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';

/** Where an OpenMemory server is, and as whom it is used. */
export interface OpenMemorySettings {
  /** `http://localhost:8765` */
  url: string;
  /** Whose memories; `{project}` stands for the project's key. */
  user: string;
  /** Sent as a bearer token, where something in front of the server wants one. */
  token?: string;
  /** How long an answer may take; 2 seconds when left out. */
  timeoutMs?: number;
}

/** A memory as the server shows it. */
export interface RemoteMemory {
  id: string;
  content: string;
  /** Seconds since 1970. */
  created_at: number;
  /** `active`, `paused`, `archived` */
  state: string;
  app_name?: string | null;
  categories: string[];
  metadata_?: Record<string, unknown> | null;
}

export interface RemotePage {
  items: RemoteMemory[];
  total: number;
}

/** How many memories a page has; the server allows no more. */
export const PAGE = 100;
/** After so many failures on end the server is left alone, and for how long. */
const FAILURES = 3;
const REST_MS = 10_000;

/** The server was reached and said no. */
export class Refusal extends Error {}

/** Speaks version 1 of the REST API of OpenMemory (mem0). What fails, fails soon: nobody waits for a server that is away. */
export class OpenMemoryClient {
  private readonly guard;

  constructor(private readonly settings: OpenMemorySettings) {
    const breaker = { halfOpenAfter: REST_MS, breaker: new ConsecutiveBreaker(FAILURES) };
    this.guard = wrap(
      circuitBreaker(
        handleWhen((error) => !(error instanceof Refusal)),
        breaker,
      ),
      timeout(settings.timeoutMs ?? 2_000, TimeoutStrategy.Aggressive),
    );
  }

  /** A page of all that can be seen, in the server's order. @param from only what was made since then, in seconds */
  async list(user: string, page: number, from?: number): Promise<RemotePage> {
    const query = new URLSearchParams({ user_id: user, page: String(page), size: String(PAGE) });
    if (from !== undefined) query.set('from_date', String(from));
    return pageOf(await this.ask('GET', `?${query.toString()}`));
  }

  /** The memories that hold a text as it is. */
  async filter(user: string, text: string): Promise<RemotePage> {
    return pageOf(await this.ask('POST', 'filter', { user_id: user, search_query: text, page: 1, size: PAGE }));
  }

  /** Stores a text as it is. @returns its id there */
  async create(user: string, text: string, metadata: Record<string, unknown>): Promise<string> {
    const body = { user_id: user, text, metadata, infer: false, app: 'nest-bmad' };
    const answer = await this.ask('POST', '', body);
    const { id, error } = (answer ?? {}) as { id?: unknown; error?: unknown };
    if (typeof id === 'string') return id;
    throw new Refusal(typeof error === 'string' ? error : 'it kept nothing of the memory');
  }

  /** What the server holds to be related to one of its memories. */
  async related(user: string, id: string): Promise<RemotePage> {
    return pageOf(await this.ask('GET', `${encodeURIComponent(id)}/related?user_id=${encodeURIComponent(user)}`));
  }

  /** The names of the categories that its memories have. */
  async categories(user: string): Promise<string[]> {
    const answer = await this.ask('GET', `categories?user_id=${encodeURIComponent(user)}`);
    const { categories } = (answer ?? {}) as { categories?: unknown };
    if (!Array.isArray(categories)) throw new Error('it answered no categories');
    return categories.flatMap((one: string | { name?: string } | null) =>
      typeof one === 'string' ? one : (one?.name ?? []),
    );
  }

  private ask(method: string, path: string, body?: object): Promise<unknown> {
    const { url, token } = this.settings;
    return this.guard.execute(async ({ signal }) => {
      const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1/memories/${path}`, {
        ...{ method, signal, redirect: 'error', body: body && JSON.stringify(body) },
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as unknown;
      const told = `it answered ${response.status} ${text.slice(0, 200)}`.trim();
      throw response.status < 500 ? new Refusal(told) : new Error(told);
    });
  }
}

/** What went wrong, in a sentence. */
export function troubleOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (error instanceof Refusal) return `OpenMemory refused: ${message}`;
  return `OpenMemory could not be reached: ${faultOf(error, cause?.code ?? cause?.message ?? message)}`;
}

function faultOf(error: unknown, told: string): string {
  if (error instanceof BrokenCircuitError) return 'it failed several times on end and is left alone for some seconds';
  return error instanceof TaskCancelledError ? 'it did not answer in time' : told;
}

function pageOf(answer: unknown): RemotePage {
  const { items, total } = (answer ?? {}) as { items?: unknown; total?: unknown };
  if (!Array.isArray(items)) throw new Error('it answered something that is no page of memories');
  const memories = (items as Partial<RemoteMemory>[]).flatMap(({ id, content, created_at, categories, ...more }) =>
    typeof id === 'string' && typeof content === 'string' && typeof created_at === 'number'
      ? { state: 'active', ...more, id, content, created_at, categories: Array.isArray(categories) ? categories : [] }
      : [],
  );
  return { items: memories, total: typeof total === 'number' ? total : memories.length };
}
