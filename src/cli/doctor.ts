import { checkDatabase } from './check-database';
import { checkDefinitions, checkDisk, checkNode, checkPort } from './check-machine';
import type { Env } from '../env';
import type { Finding } from './finding';
import type { Output, Result } from './output';

const signs = { ok: '✓', warning: '!', failure: '✗' };

/** Checks everything that a server needs, one after another, and says what to do. */
export async function doctorCommand(env: Env, output: Output): Promise<Result> {
  const findings: Finding[] = [];
  for (const check of [checkNode, checkDisk, checkDefinitions, checkDatabase, checkPort]) {
    findings.push(...(await check(env, output)));
  }
  const failures = findings.filter(({ state }) => state === 'failure').length;
  const lines = findings.flatMap(({ check, state, found, advice }) => [
    `${signs[state]} ${check}: ${found}`,
    ...(advice ? [`  ${advice}`] : []),
  ]);
  const said = failures ? `${failures} things keep a server from running` : 'a server can run';
  return { json: { healthy: failures === 0, findings }, lines: [...lines, said], ok: failures === 0 };
}
