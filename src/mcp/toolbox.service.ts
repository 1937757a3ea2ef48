import { Inject, Injectable, Logger } from '@nestjs/common';
import type { CallToolResult, Tool as ToolListing } from '@modelcontextprotocol/server';
import { covers } from '../access/keys/api-scope';
import { projectArchived } from '../access/projects.service';
import { refusalOf } from '../access/problem.filter';
import { faultText } from '../problems/fault-text';
import { problemOf } from '../problems/problem-of';
import { Problem } from '../problems/problem';
import { ANSWER_BYTES, DETAIL_BYTES, fit } from './answers/fit';
import { refused } from './answers/refused';
import { checked } from './input/checked';
import { inputSchemaOf } from './input/takes';
import type { CallContext, Tool, ToolFacts } from './tools/tool';

/** Every tool, as an injection token. */
export const TOOLS = Symbol('tools');

/** The tools that agents have: which there are, and how one is called. */
@Injectable()
export class Toolbox {
  private readonly log = new Logger('Mcp');
  /** As `tools/list` answers it: made once, for it never changes. */
  readonly listing: ToolListing[];

  constructor(@Inject(TOOLS) private readonly tools: readonly Tool[]) {
    this.listing = tools.map(listingOf);
  }

  /** The tool of a name, if there is one. */
  find(name: string): Tool | undefined {
    return this.tools.find(({ facts }) => facts.name === name);
  }

  /** What a tool answers, or why it refuses: a refusal is an answer too, which says what to do. */
  async call(tool: Tool, context: CallContext, args: Record<string, unknown> = {}): Promise<CallToolResult> {
    try {
      this.admit(tool.facts, context);
      const input = await checked(tool.takes, args);
      const { detail } = input as { detail?: boolean };
      const answer = await tool.call(context, input);
      return { content: [{ type: 'text', text: fit(answer, detail ? DETAIL_BYTES : ANSWER_BYTES) }] };
    } catch (error) {
      const problem = problemOf(error) ?? refusalOf(error) ?? this.fault(tool, error);
      return { content: [{ type: 'text', text: fit(refused(problem, args)) }], isError: true };
    }
  }

  /** @throws Problem 403 when the key may not call the tool, or the project is archived */
  private admit(
    { name, readOnly, needs = readOnly ? 'READ' : 'WRITE' }: ToolFacts,
    { scope, project, caller }: CallContext,
  ): void {
    if (scope.archived && needs !== 'READ') throw projectArchived(project);
    const { scopes } = caller;
    if (covers(scopes, needs)) return;
    const open = this.tools
      .filter(({ facts }) => facts.readOnly || facts.needs === 'READ')
      .map(({ facts }) => facts.name);
    throw new Problem('scope-missing', 403, 'The API key may not do this', {
      detail: `${name} needs a key with the scope ${needs}; this one has ${scopes.join(', ')}. Ask an administrator for one; with this key call ${open.join(', ')}.`,
      allowed: open,
    });
  }

  private fault({ facts }: Tool, error: unknown): Problem {
    this.log.error(`${facts.name} failed`, faultText(error));
    return new Problem('internal', 500, 'The server failed', {
      detail: 'This is a fault of the server, not of the call.',
    });
  }
}

function listingOf({ facts, takes }: Tool): ToolListing {
  const { name, description, readOnly = false } = facts;
  const { properties, required } = inputSchemaOf(takes);
  const inputSchema = {
    type: 'object',
    properties,
    ...(required?.length && { required }),
  } as ToolListing['inputSchema'];
  const annotations = readOnly ? { readOnlyHint: true } : { destructiveHint: false };
  return { name, description, inputSchema, annotations };
}
