import { resolve } from 'node:path';
import { loadPacks } from '../definitions/load-packs';
import type { Env } from '../env';
import type { Output, Result } from './output';
import { lineOf } from './problem-line';

export interface ValidateOptions {
  strict?: boolean;
}

/** Reads folders with definitions and says what is wrong with them, without a database. */
export async function validateCommand(
  env: Env,
  _: Output,
  folders: string[],
  { strict }: ValidateOptions,
): Promise<Result> {
  const { packs, definitions, problems } = await loadPacks(
    (folders.length ? folders : env.BMAD_CORE).map((one) => resolve(one)),
  );
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const counts = `${definitions.length} definitions in ${packs.length} packs: ${errors} errors, ${warnings} warnings`;
  const valid = errors === 0 && !(strict && warnings);
  const json = { valid, packs, definitions: definitions.length, errors, warnings, problems };
  return { json, lines: [...problems.map(lineOf), counts], ok: valid };
}
