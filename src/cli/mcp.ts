import { once } from 'node:events';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { Access } from '../access/access.service';
import { DEFAULT_PROJECT } from '../access/projects.service';
import { ANYBODY } from '../access/keys/caller';
import type { Env } from '../env';
import { McpServers } from '../mcp/mcp-servers.service';
import { openApplication } from '../start';
import { bridgeTo } from './bridge';
import type { Output } from './output';
import { StderrLogger } from './stderr-logger';

/** Speaks the protocol over stdin and stdout until stdin ends: for a server elsewhere, or with one of its own. */
export async function mcpCommand(env: Env, output: Output): Promise<undefined> {
  const ended = once(process.stdin, 'close');
  const close = env.BMAD_URL ? await bridgeTo(env, env.BMAD_URL) : await serveHere(env, output);
  await Promise.race([ended, once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await close();
  return undefined;
}

/** Where the other end of stdin is. */
const HERE = { ip: '127.0.0.1', host: 'localhost' };

/**
 * A server of one's own on the data folder, which others may share. Whoever may open that may do everything, and is whom
 * the key says, if there is one.
 */
async function serveHere(env: Env, output: Output): Promise<() => Promise<void>> {
  output.progress('nest-bmad starts …');
  const { app, stop } = await openApplication(env, { logger: new StderrLogger() });
  try {
    const access = app.get(Access);
    const caller = env.BMAD_API_KEY
      ? await access.caller({ ...HERE, authorization: `Bearer ${env.BMAD_API_KEY}` })
      : ANYBODY;
    const project = env.BMAD_PROJECT ?? caller.project?.key ?? DEFAULT_PROJECT;
    const scope = await access.enter(caller, project, { scope: 'READ', everywhere: false });
    const handle = serveStdio(() => app.get(McpServers).serverFor({ scope, project, caller }));
    output.progress('nest-bmad speaks MCP on stdin and stdout');
    return () => handle.close().finally(stop);
  } catch (error) {
    await stop();
    throw error;
  }
}
