import { Injectable } from '@nestjs/common';
import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import { VERSION } from './version';
import { Toolbox } from './toolbox.service';
import type { CallContext } from './tools/tool';

/** What a client shows, and a model reads before it calls anything. */
const INSTRUCTIONS = `The memory and shared state of a team of agents. Call begin first and name its session in every other call; then what_next, do what it says, finish, and what_next again. Answers are JSON: ids first, next holds calls to make (… is for you to fill in), left_out counts what was not shown. A refusal says what is allowed.`;

/** Makes servers of the protocol. Each serves one caller and keeps nothing between two requests. */
@Injectable()
export class McpServers {
  constructor(private readonly tools: Toolbox) {}

  /** @param context whose rows its calls may touch */
  serverFor(context: CallContext): Server {
    const server = new Server(
      { name: 'nest-bmad', title: 'nest-bmad', version: VERSION },
      { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
    );
    server.setRequestHandler('tools/list', () => ({ tools: this.tools.listing }));
    server.setRequestHandler('tools/call', ({ params }) => {
      const tool = this.tools.find(params.name);
      if (!tool) throw this.unknown(params.name);
      return this.tools.call(tool, context, params.arguments);
    });
    return server;
  }

  private unknown(name: string): ProtocolError {
    const names = this.tools.listing.map((tool) => tool.name).join(', ');
    return new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `There is no tool '${name.slice(0, 100)}'; there are ${names}.`,
    );
  }
}
