import { once } from 'node:events';
import { API_PREFIX } from './access/routes';
import type { Env } from './env';
import { DOCS_PATH } from './http/swagger';
import { start, type Server } from './start';
import { startupFailure } from './startup-failure';
import { stopSignal } from './stop-signal';

const OPEN = 'open to everyone on this machine; the first key ends that: npx nest-bmad keys create --scope admin';
const WITH_KEY = '-H "Authorization: Bearer $BMAD_API_KEY" ';

/** Runs the server until it is told to stop, and ends the process. */
export async function serve(settings: () => Env): Promise<void> {
  const stopping = stopSignal();
  // Whoever reads what is printed may go: the server stays.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  const server = await startOrExit(settings, stopping);
  console.log(`nest-bmad listens on ${server.url}`);
  console.log(`Swagger UI:  ${server.url}/${DOCS_PATH}`);
  console.log(`Access:      ${server.open ? OPEN : 'with an API key'}`);
  console.log(`Try it:      curl -s ${server.open ? '' : WITH_KEY}${server.url}/${API_PREFIX}/agents`);
  if (!stopping.aborted) await once(stopping, 'abort');
  await server.stop();
  process.exit(0);
}

/** How long a start that was told to stop may take to let go of what it has, in milliseconds. */
const LET_GO_MS = 2_000;

/** A start that was told to stop ends like any other stop, whatever it stumbled over on the way. */
async function startOrExit(settings: () => Env, stopping: AbortSignal): Promise<Server> {
  let env: Env | undefined;
  try {
    env = settings();
    return await Promise.race([start(env, stopping), giveUpAfter(stopping)]);
  } catch (error) {
    if (stopping.aborted) process.exit(0);
    console.error(startupFailure(error, env) ?? error);
    process.exit(1);
  }
}

/** A start may wait for another process, such as one that migrates, and then sees no signal. */
const giveUpAfter = (stopping: AbortSignal): Promise<never> =>
  new Promise((_, reject) => stopping.addEventListener('abort', () => setTimeout(reject, LET_GO_MS).unref()));
