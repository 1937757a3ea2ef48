import type { Command } from 'commander';
import type { Env } from '../env';
import type { Output, Result } from './output';

/** Runs a command with the settings of its options, prints what it came to, and sets the exit code. */
export type Run = (command: Command, work: (env: Env, output: Output) => Promise<Result | undefined>) => Promise<void>;
