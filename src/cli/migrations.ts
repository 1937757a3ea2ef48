import { migrate, revertAll, revertLast } from '../database/migrate';
import type { Env } from '../env';
import { onDatabase } from './database';
import type { Output, Result } from './output';

/** Brings the database to the newest migration. */
export async function migrateCommand(env: Env, output: Output): Promise<Result> {
  const applied = await onDatabase(env, output, migrate);
  const said = applied.length ? `${applied.length} migrations applied` : 'nothing to do: the database is up to date';
  return { json: { applied }, lines: [said] };
}

export interface RevertOptions {
  steps?: number;
  all?: boolean;
  yes?: boolean;
}

/** Undoes the newest migrations, with the data that they brought. */
export async function revertCommand(env: Env, output: Output, { steps = 1, all, yes }: RevertOptions): Promise<Result> {
  if (!yes) {
    const what = all
      ? 'everything that nest-bmad keeps'
      : `what the last ${steps === 1 ? 'migration' : `${steps} migrations`} brought`;
    throw new Error(`This deletes ${what} from the database. Say --yes if that is meant.`);
  }
  const reverted = await onDatabase(env, output, (source) => (all ? revertAll(source) : revertLast(source, steps)));
  return { json: { reverted }, lines: [`${reverted.length} migrations undone`] };
}
