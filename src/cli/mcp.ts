import { once } from 'node:events';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { DEFAULT_PROJECT, ProjectsService } from '../access/projects.service';
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

/** A server of one's own on the data folder, which others may share. */
async function serveHere(env: Env, output: Output): Promise<() => Promise<void>> {
  output.progress('nest-bmad starts …');
  const { app, stop } = await openApplication(env, { logger: new StderrLogger() });
  try {
    const project = env.BMAD_PROJECT ?? DEFAULT_PROJECT;
    const scope = { projectId: await app.get(ProjectsService).idOf(project), by: ANYBODY.by };
    const handle = serveStdio(() => app.get(McpServers).serverFor({ scope, project }));
    output.progress('nest-bmad speaks MCP on stdin and stdout');
    return () => handle.close().finally(stop);
  } catch (error) {
    await stop();
    throw error;
  }
}
