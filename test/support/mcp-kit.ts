import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdioTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

type Json = any;

/** What the official clients, old and new, have in common. */
export interface McpClient {
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  listTools(): Promise<{ tools: Json[] }>;
  close(): Promise<void>;
}

const ME = { name: 'test', version: '1' };

/** The official client of the newest revision, which asks for nothing before it calls. */
export async function newClient(url: string, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client(ME, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

/** The official client that most programs have: it shakes hands first. */
export async function oldClient(url: string, headers: Record<string, string> = {}): Promise<OldClient> {
  const client = new OldClient(ME);
  await client.connect(new OldTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

/** One answer of a tool. */
export interface Said {
  refused: boolean;
  bytes: number;
  answer: Json;
}

/** The answer of a tool, whether it does what was asked or refuses. */
export async function say(client: McpClient, name: string, args: Record<string, unknown> = {}): Promise<Said> {
  const { content, isError = false } = (await client.callTool({ name, arguments: args })) as Json;
  const [{ text }] = content;
  return { refused: isError, bytes: Buffer.byteLength(text), answer: JSON.parse(text) };
}

/** The same for what is not refused. @throws Error for a refusal */
export async function told(client: McpClient, name: string, args: Record<string, unknown> = {}): Promise<Json> {
  const { refused, answer } = await say(client, name, args);
  if (refused) throw new Error(`${name} ${JSON.stringify(args)} was refused: ${JSON.stringify(answer)}`);
  return answer;
}

/** One message to a server, as it stands; answers what comes back. */
export async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const all = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...headers,
  };
  const response = await fetch(url, { method: 'POST', body, headers: all });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const CLI = join(__dirname, '../../src/cli.js');

/** `nest-bmad mcp` as a process of its own, behind the official client for local programs. */
export async function stdioClient(args: string[], env: Record<string, string> = {}): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [CLI, 'mcp', ...args],
    env: { PATH: process.env.PATH!, ...env },
    stderr: 'pipe',
  });
  const client = new Client(ME, { versionNegotiation: { mode: 'auto' } });
  await client.connect(transport, { timeout: 60_000 });
  return client;
}

/** The same by the client that most programs have. */
export async function oldStdioClient(args: string[], env: Record<string, string> = {}): Promise<OldClient> {
  const client = new OldClient(ME);
  const transport = new OldStdioTransport({
    command: process.execPath,
    args: [CLI, 'mcp', ...args],
    env: { PATH: process.env.PATH!, ...env },
    stderr: 'pipe',
  });
  await client.connect(transport, { timeout: 60_000 });
  return client;
}
