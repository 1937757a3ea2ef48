import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Mermaid comes as a module for browsers, so it reads in a process of its own. */
const READER = join(__dirname, '../../../test/support/read-mermaid.mjs');

/** What Mermaid takes each text for: `flowchart-v2`, or `not Mermaid: …` with what it does not understand. */
export function readByMermaid(texts: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [READER], { input: JSON.stringify(texts), encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}
