import { type Command, Option } from 'commander';
import { graceSeconds, moment } from './arguments';
import type { NewKeyOptions } from './keys';
import type { Run } from './run';

/** `nest-bmad keys create | list | rotate | revoke`. */
export function addKeys(cli: Command, run: Run): void {
  const keys = cli.command('keys').description('make, list, rotate and revoke API keys, whether or not a server runs');
  keys
    .command('create')
    .description('make an API key and print it: it is shown this once')
    .requiredOption('--scope <scopes>', 'what it may do: read, write or admin')
    .option('--name <name>', 'what people call it')
    .option('--project <key>', 'the only project that it opens; without it all')
    .addOption(new Option('--agent <agent_id>', 'the agent that acts with it').conflicts('user'))
    .option('--user <user_id>', 'the person or service that acts with it')
    .option('--expires <time>', 'when it ends by itself', moment)
    .action((options: Omit<NewKeyOptions, 'scope'> & { scope: string }, command: Command) =>
      run(command, async (env, output) => {
        const { onKeys, scopesIn } = await import('./keys.js');
        const scope = scopesIn(options.scope);
        return onKeys(env, output, (all) => all.create({ ...options, scope }));
      }),
    );
  keys
    .command('list')
    .description('show the keys, without the keys themselves')
    .action((_, command: Command) =>
      run(command, async (env, output) => (await import('./keys.js')).onKeys(env, output, (all) => all.list())),
    );
  keys
    .command('rotate <id-or-prefix>')
    .description('draw a key anew and print it')
    .option('--grace <seconds>', 'how long the one before is taken too', graceSeconds)
    .action((name: string, options: { grace?: number }, command: Command) =>
      run(command, async (env, output) =>
        (await import('./keys.js')).onKeys(env, output, (all) => all.rotate(name, options)),
      ),
    );
  keys
    .command('revoke <id-or-prefix>')
    .description('end a key at once, on every server')
    .action((name: string, _, command: Command) =>
      run(command, async (env, output) => (await import('./keys.js')).onKeys(env, output, (all) => all.revoke(name))),
    );
}
