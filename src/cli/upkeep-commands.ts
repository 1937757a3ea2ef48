import type { Command } from 'commander';
import type { Run } from './run';

/** `nest-bmad memory calibrate` and `nest-bmad analytics rebuild`. */
export function addUpkeep(cli: Command, run: Run): void {
  cli
    .command('memory')
    .description('look after what is remembered')
    .command('calibrate')
    .description('fit the confidences of a project to what was said to have helped')
    .option('--project <key>', 'the project')
    .action((_, command: Command) =>
      run(command, async (env, output) => (await import('./upkeep.js')).calibrateCommand(env, output)),
    );
  cli
    .command('analytics')
    .description('look after the figures')
    .command('rebuild')
    .description('count all activities anew, for when somebody has changed them by SQL')
    .action((_, command: Command) =>
      run(command, async (env, output) => (await import('./upkeep.js')).rebuildCommand(env, output)),
    );
}
