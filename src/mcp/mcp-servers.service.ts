import { Injectable, Logger } from '@nestjs/common';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { faultText } from '../problems/fault-text';
import { rpcErrorOf } from './answers/rpc-error';
import { newServer, type Server } from './new-server';
import { Personas } from './prompts/personas.service';
import { Resources } from './resources/resources.service';
import { templates } from './resources/uri';
import { Toolbox } from './toolbox.service';
import type { CallContext } from './tools/tool';

/** Makes servers of the protocol. Each serves one caller and keeps nothing between two requests. */
@Injectable()
export class McpServers {
  private readonly log = new Logger('Mcp');

  constructor(
    private readonly tools: Toolbox,
    private readonly resources: Resources,
    private readonly personas: Personas,
  ) {}

  /** @param context whose rows its calls may touch */
  serverFor(context: CallContext): Server {
    const server = newServer();
    server.setRequestHandler('tools/list', () => ({ tools: this.tools.listing }));
    server.setRequestHandler('tools/call', ({ params }) => {
      const tool = this.tools.find(params.name);
      if (!tool) throw this.unknown(params.name);
      return this.tools.call(tool, context, params.arguments);
    });
    this.serveReading(server, context);
    return server;
  }

  private serveReading(server: Server, { scope }: CallContext): void {
    const told = <T>(answer: Promise<T>): Promise<T> =>
      answer.catch((error: unknown) => {
        throw rpcErrorOf(error, (fault) => this.log.error('A reading failed', faultText(fault)));
      });
    const { resources, personas } = this;
    server.setRequestHandler('resources/list', ({ params }) => told(resources.list(scope, params?.cursor)));
    server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: templates }));
    server.setRequestHandler('resources/read', ({ params }) => told(resources.read(scope, params.uri)));
    server.setRequestHandler('prompts/list', ({ params }) => told(personas.list(scope, params?.cursor)));
    server.setRequestHandler('prompts/get', ({ params }) => told(personas.get(scope, params.name, params.arguments)));
  }

  private unknown(name: string): ProtocolError {
    const names = this.tools.listing.map((tool) => tool.name).join(', ');
    const message = `There is no tool '${name.slice(0, 100)}'; there are ${names}.`;
    return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
  }
}
