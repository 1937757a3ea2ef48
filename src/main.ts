import 'reflect-metadata';
import { Env } from './env';
import { DOCS_PATH } from './http/swagger';
import { API_PREFIX } from './access/routes';
import { start } from './start';
import { startupFailure } from './startup-failure';

async function main(): Promise<void> {
  let env: Env | undefined;
  try {
    env = Env.read();
    const server = await start(env);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void server.stop().then(() => process.exit(0)));
    }
    console.log(`nest-bmad listens on ${server.url}`);
    console.log(`Swagger UI:  ${server.url}/${DOCS_PATH}`);
    console.log(`Try it:      curl -s ${server.url}/${API_PREFIX}/agents`);
  } catch (error) {
    console.error(startupFailure(error, env) ?? error);
    process.exit(1);
  }
}

void main();
