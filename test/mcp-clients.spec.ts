import { readFileSync } from 'node:fs';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { KeysService } from '../src/access/keys/keys.service';
import { told } from './support/mcp-kit';
import { linkCommand } from './support/package';
import { type Scratch, scratchFolder } from './support/process';
import { testServer, type TestServer } from './support/server';

/** How a program says that it wants the key from its environment or from its user. */
const KEY = /\$\{(env:BMAD_API_KEY|BMAD_API_KEY|input:bmad-key)\}/g;

interface Entry {
  type?: string;
  url?: string;
  headers?: Record<string, string>;
  command?: string;
  args?: string[];
  env?: Record<string, string>;
}
type Configuration = { mcpServers?: Record<string, Entry>; servers?: Record<string, Entry> };

/** The configurations of a document, each with the file that it is for. */
const snippetsOf = (document: string) =>
  [...readFileSync(document, 'utf8').matchAll(/`([\w./]+)`[^`\n]*\n\n```json\n([^]*?)```/g)].map(([, file, text]) => ({
    document,
    file,
    text,
  }));

const snippets = ['README.md'].flatMap(snippetsOf);

let server: TestServer;
let key: string;
let scratch: Scratch;
beforeAll(async () => {
  server = await testServer();
  const made = await server.app
    .get(KeysService)
    .create(server.scope, { name: 'test', scopes: ['WRITE'], projectId: null });
  key = made.secret;
  scratch = scratchFolder();
  linkCommand(scratch.path);
});
afterAll(async () => {
  await server.app.close();
  scratch.remove();
});

/** Connects as the program would that reads this entry. */
async function connect({ url, headers, command, args, env }: Entry): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  const transport = url
    ? new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } })
    : new StdioClientTransport({
        command: command!,
        args,
        cwd: scratch.path,
        stderr: 'pipe',
        env: {
          PATH: process.env.PATH!,
          HOME: scratch.path,
          npm_config_offline: 'true',
          npm_config_update_notifier: 'false',
          ...env,
        },
      });
  await client.connect(transport, { timeout: 60_000 });
  return client;
}

test('there are two ways for each of three programs', () => {
  const files = ['.cursor/mcp.json', '.mcp.json', '.vscode/mcp.json'];
  const inReadme = snippets.filter(({ document }) => document === 'README.md');
  expect([...new Set(inReadme.map(({ file }) => file))].sort()).toEqual(files);
});

test.each(snippets)(
  '$document: $file lets an agent begin and ask what is next',
  async ({ text }) => {
    const { origin } = new URL(server.api);
    const here = text.replaceAll('http://127.0.0.1:3000', origin).replace(KEY, key);
    const { mcpServers, servers } = JSON.parse(here) as Configuration;
    for (const [name, entry] of Object.entries(mcpServers ?? servers ?? {})) {
      const client = await connect(entry);
      const begun = await told(client, 'begin', { agent_id: 'dev', session_id: name, user_id: 'ada' });
      expect(begun.next[0].tool).toBe('what_next');
      await client.close();
    }
  },
  90_000,
);
