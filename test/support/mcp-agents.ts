import { type McpClient, say } from './mcp-kit';

type Json = any;

interface Call {
  tool: string;
  args: Record<string, unknown>;
}

/** How many bytes an answer may have that nobody asked more of. */
const KILOBYTE = 1_024;

/** An agent that knows no more than its answers say: it makes the calls that stand in them. */
export class FollowingAgent {
  /** Every call and its answer, in order. */
  readonly log: { call: Call; refused: boolean; answer: Json }[] = [];

  private constructor(
    private readonly client: McpClient,
    readonly agentId: string,
    private session: string,
  ) {}

  static async begin(client: McpClient, agentId: string): Promise<FollowingAgent> {
    const agent = new FollowingAgent(client, agentId, '');
    const { session, next } = await agent.call('begin', {
      agent_id: agentId,
      session_id: `${agentId}-at-work`,
      user_id: 'ada',
    });
    agent.session = session;
    expect(next).toEqual([{ tool: 'what_next', args: { session } }]);
    return agent;
  }

  /** One call in its session. @throws Error for an answer that is longer than it may be, and for a refusal */
  async call(tool: string, args: Record<string, unknown> = {}): Promise<Json> {
    const said = await say(this.client, tool, this.session ? { session: this.session, ...args } : args);
    this.log.push({ call: { tool, args }, refused: said.refused, answer: said.answer });
    if (said.bytes > KILOBYTE) throw new Error(`${tool} answered ${said.bytes} bytes: ${JSON.stringify(said.answer)}`);
    if (said.refused) throw new Error(`${tool} ${JSON.stringify(args)} was refused: ${JSON.stringify(said.answer)}`);
    return said.answer;
  }

  /** Asks what is next, and makes the call that the answer names. @returns whether there was anything to do */
  async step(): Promise<boolean> {
    const { id, next } = await this.call('what_next');
    if (!id || !next?.length) return false;
    const { tool, args } = next[0] as Call;
    await this.call(tool, filled(args));
    return true;
  }

  /** The calls that it made by this name. */
  made(tool: string): Json[] {
    return this.log.filter(({ call }) => call.tool === tool).map(({ answer }) => answer);
  }
}

/** What a call leaves to its caller. */
function filled({ session: _, ...args }: Record<string, unknown>): Record<string, unknown> {
  const said = Object.entries(args).map(([name, value]) => [
    name,
    name === 'value' ? choice(String(value)) : word(value),
  ]);
  return Object.fromEntries(said);
}

const word = (value: unknown) => (value === '…' ? 'as it was asked for' : value);

/** The first of what may be answered. */
const choice = (value: string) => value.split(/, | or /)[0];
