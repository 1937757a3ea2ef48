import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import {
  createMcpHandler,
  isLegacyRequest,
  type McpHttpHandler,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { McpServers } from './mcp-servers.service';
import type { CallContext } from './tools/tool';

/** Answers the protocol over HTTP, one request at a time: nothing is kept, so any server of several may take the next one. */
@Injectable()
export class McpHttp implements OnModuleDestroy {
  private readonly log = new Logger('Mcp');
  /** Revisions from 2026-07-28 on. */
  private readonly modern: McpHttpHandler;

  constructor(private readonly servers: McpServers) {
    this.modern = createMcpHandler(({ authInfo }) => servers.serverFor(authInfo?.extra?.context as CallContext), {
      legacy: 'reject',
      // Nothing is announced, so there is nothing to subscribe to.
      maxSubscriptions: 0,
      onerror: ({ name }) => this.log.debug(`A message was refused: ${name}`),
    });
  }

  onModuleDestroy(): Promise<void> {
    return this.modern.close();
  }

  /** @param body what the request has, read already */
  async answer(request: Request, body: unknown, context: CallContext): Promise<Response> {
    if (await isLegacyRequest(request, body)) return this.legacy(request, body, context);
    const authInfo = { token: '', clientId: context.scope.by, scopes: [], extra: { context } };
    return this.modern.fetch(request, { parsedBody: body, authInfo });
  }

  /** Revisions before 2026-07-28, by a server of its own for each request. */
  private async legacy(request: Request, body: unknown, context: CallContext): Promise<Response> {
    const server = this.servers.serverFor(context);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: undefined,
      enableJsonResponse: true,
    });
    await server.connect(transport);
    try {
      return await transport.handleRequest(request, { parsedBody: body });
    } finally {
      await server.close();
    }
  }
}
