import { Command } from 'commander';
import { Env } from '../env';
import { VERSION } from '../mcp/version';
import { Problem } from '../problems/problem';
import { startupFailure } from '../startup-failure';
import { steps } from './arguments';
import { addKeys } from './keys-commands';
import type { RevertOptions } from './migrations';
import { Output } from './output';
import type { Run } from './run';
import { addUpkeep } from './upkeep-commands';
import type { ValidateOptions } from './validate';

/** The settings that options may overrule, by the option's name. */
const SETTINGS = {
  port: 'PORT',
  host: 'HOST',
  dataDir: 'DATA_DIR',
  databaseUrl: 'DATABASE_URL',
  databaseSchema: 'DATABASE_SCHEMA',
  bmadCore: 'BMAD_CORE',
  url: 'BMAD_URL',
  key: 'BMAD_API_KEY',
  project: 'BMAD_PROJECT',
} as const satisfies Record<string, string>;

/** Wrong usage is told apart from what was asked for and failed. */
const WRONG_USAGE = 2;

/** The command whose stdout belongs to the protocol. */
const STDIO = 'mcp';

type Options = Partial<Record<keyof typeof SETTINGS, string>> & { json?: boolean };

/** The command line: `nest-bmad <command>`. Each command is read from disk when it is used: the server is large. */
export function program(): Command {
  const cli = new Command('nest-bmad')
    .description('The server that remembers, coordinates and measures a software team made of AI agents.')
    .version(VERSION)
    .option('--json', 'print the result as one line of JSON')
    .option('--data-dir <folder>', 'where the embedded Postgres keeps its data')
    .option('--database-url <url>', 'a Postgres server to use instead of the embedded one')
    .option('--database-schema <name>', 'the schema that holds all tables')
    .option('--bmad-core <folders>', 'folders with definitions, separated by commas')
    .exitOverride(({ exitCode }) => process.exit(exitCode ? WRONG_USAGE : 0))
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('nest-bmad --help lists the commands, nest-bmad <command> --help their options.');
  addServer(cli);
  addDatabase(cli);
  addDefinitions(cli);
  addKeys(cli, run);
  addUpkeep(cli, run);
  addRest(cli);
  return cli;
}

function addServer(cli: Command): void {
  cli
    .command('serve')
    .description('run the server; Ctrl-C stops it')
    .option('--port <number>', 'the port; 0 takes any free one')
    .option('--host <address>', 'the address to listen on')
    .action(async (_, command: Command) => {
      const { serve } = await import('../serve.js');
      await serve(() => envOf(command.optsWithGlobals()));
    });
  cli
    .command(STDIO)
    .description('speak the Model Context Protocol over stdin and stdout')
    .option(
      '--url <url>',
      'a running server to pass everything on to; without one the server runs here, on the data folder',
    )
    .option('--key <key>', 'the API key that says who calls; better in the environment, as BMAD_API_KEY')
    .option('--project <key>', 'the project to work in')
    .action((_, command: Command) =>
      run(command, async (env, output) => (await import('./mcp.js')).mcpCommand(env, output)),
    );
}

function addDatabase(cli: Command): void {
  cli
    .command('migrate')
    .description('bring the database to the newest migration; a server does that by itself when it starts')
    .action((_, command: Command) =>
      run(command, async (env, output) => (await import('./migrations.js')).migrateCommand(env, output)),
    );
  cli
    .command('revert')
    .description('undo the newest migration, with the data that it brought')
    .option('--steps <number>', 'how many', steps)
    .option('--all', 'all of them: nothing of nest-bmad is left in the database')
    .option('--yes', 'that is meant')
    .action((options: RevertOptions, command: Command) =>
      run(command, async (env, output) => (await import('./migrations.js')).revertCommand(env, output, options)),
    );
}

function addDefinitions(cli: Command): void {
  cli
    .command('load')
    .description('read the definitions into the database, for every server on it')
    .action((_, command: Command) =>
      run(command, async (env, output) => (await import('./load.js')).loadCommand(env, output)),
    );
  cli
    .command('validate [folders...]')
    .description('say what is wrong with definitions, by file and line; code 1 when there are errors')
    .option('--strict', 'code 1 for warnings too')
    .action((folders: string[], options: ValidateOptions, command: Command) =>
      run(command, async (env, output) =>
        (await import('./validate.js')).validateCommand(env, output, folders, options),
      ),
    );
}

function addRest(cli: Command): void {
  cli
    .command('doctor')
    .description('check everything that a server needs, and say what to do; code 1 when something is missing')
    .option('--port <number>', 'the port that it would listen on')
    .option('--host <address>', 'the address that it would listen on')
    .action((_, command: Command) =>
      run(command, async (env, output) => (await import('./doctor.js')).doctorCommand(env, output)),
    );
}

const run: Run = async (command, work) => {
  const options = command.optsWithGlobals<Options>();
  const output = new Output(options.json === true && command.name() !== STDIO);
  let env: Env | undefined;
  try {
    env = envOf(options);
    const result = await work(env, output);
    if (result) output.result(result);
    if (result?.ok === false) process.exitCode = 1;
  } catch (error) {
    const sentence = error instanceof Problem ? error.message : startupFailure(error, env);
    output.failure(sentence ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)));
    process.exitCode = 1;
  }
};

function envOf(options: Options): Env {
  const named = Object.entries(SETTINGS).map(([option, name]) => [name, options[option as keyof typeof SETTINGS]]);
  return Env.with(Object.fromEntries(named) as Record<string, string | undefined>);
}
