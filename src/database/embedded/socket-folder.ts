import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Account } from './account';
import { HOLD_PIPE } from './hold';

// The address of a Unix socket has 104 bytes on macOS and 108 on Linux, with a closing zero.
const LONGEST_SOCKET_PATH = 103;
const SOCKET_NAME = '.s.PGSQL.5432';

/** Makes a private folder for a server's socket in the first of these folders that has a short path and can be used. */
export async function makeSocketFolder(account: Account, parents: readonly string[]): Promise<string> {
  for (const parent of parents) {
    const folder = tryToMake(resolve(parent, 'pg-'));
    if (!folder) continue;
    account.take(folder);
    const { code } = await account.run('mkfifo', ['-m', '600', join(folder, HOLD_PIPE)]);
    if (code === 0) return folder;
    rmSync(folder, { recursive: true, force: true });
  }
  throw new Error(`No private folder for the socket of Postgres could be made in ${parents.join(', ')}: set TMPDIR.`);
}

function tryToMake(prefix: string): string | undefined {
  if (Buffer.byteLength(join(`${prefix}XXXXXX`, SOCKET_NAME)) > LONGEST_SOCKET_PATH) return undefined;
  try {
    return mkdtempSync(prefix);
  } catch {
    return undefined;
  }
}
