import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { PROJECT_HEADER } from '../access/scope.guard';
import type { Env } from '../env';
import { newServer } from '../mcp/new-server';

/** The revision in which the server is asked: one that needs no greeting. */
const REVISION = '2025-11-25';

const METHODS = [
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
] as const;

/**
 * Passes on what comes on stdin to a server that runs, and its answers to stdout. The server keeps nothing between two
 * requests, so it may be stopped and started again meanwhile.
 * @returns how to end it
 * @throws Error with one sentence when there is no such server now
 */
export async function bridgeTo({ BMAD_API_KEY, BMAD_PROJECT }: Env, url: string): Promise<() => Promise<void>> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': REVISION,
    ...(BMAD_API_KEY && { authorization: `Bearer ${BMAD_API_KEY}` }),
    ...(BMAD_PROJECT && { [PROJECT_HEADER]: BMAD_PROJECT }),
  };
  const remote = new RemoteServer(addressOf(url), headers);
  await remote.ask('ping').catch(({ message }: Error) => {
    throw new Error(message);
  });
  const handle = serveStdio(() => {
    const server = newServer();
    for (const method of METHODS)
      server.setRequestHandler(
        method,
        ({ params }: { params?: object }) => remote.ask(method, params) as Promise<never>,
      );
    return server;
  });
  return () => handle.close();
}

/** The server's own address will do, with or without `/mcp`. */
const addressOf = (url: string) => `${url.replace(/\/+$/, '').replace(/\/mcp$/, '')}/mcp`;

interface Reply {
  result?: object;
  error?: { code: number; message: string; data?: unknown };
  /** Of a refusal that is none of the protocol. */
  detail?: string;
}

/** A server that is asked over HTTP. */
class RemoteServer {
  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  /** @throws ProtocolError that says what went wrong, and what to do about it */
  async ask(method: string, params: object = {}): Promise<object> {
    // What a client says beside a request is meant for its neighbour, which is us.
    const { _meta, ...said } = params as { _meta?: unknown };
    const { result, error, detail } = await this.post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: said }));
    if (result) return result;
    if (error) throw new ProtocolError(error.code, error.message, error.data);
    throw failed(`${this.url} refuses: ${detail ?? 'it does not speak MCP'}`);
  }

  private async post(body: string): Promise<Reply> {
    try {
      const response = await fetch(this.url, { method: 'POST', headers: this.headers, body });
      return (await response.json()) as Reply;
    } catch (error) {
      const { cause } = error as { cause?: { code?: string; message?: string } };
      const why = cause?.code ?? cause?.message ?? String(error);
      throw failed(`${this.url} does not answer (${why}). Start a server there, or try again.`);
    }
  }
}

const failed = (sentence: string) => new ProtocolError(ProtocolErrorCode.InternalError, sentence);
