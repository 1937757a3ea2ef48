import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isTaken, processExists } from './process-exists';

/** A running Postgres server, as its lock file `postmaster.pid` describes it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Folder of its socket; empty while it starts. */
  readonly socketFolder: string;
  /** `starting`, `ready`, `stopping`; empty at the very beginning. */
  readonly status: string;
}

/** The server that runs on a cluster now, if any. */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const postmaster = readLock(cluster);
  return postmaster && serves(postmaster.pid, cluster) ? postmaster : undefined;
}

/**
 * Removes the lock file of a server that is gone. Postgres does so itself, unless its id is taken: by another process,
 * which is common in containers, or by what is left of the server while nobody has noticed its end. A lock that has changed since is left alone.
 */
export function removeStaleLock(cluster: string): void {
  const { pid } = readLock(cluster) ?? {};
  if (pid === undefined || !isTaken(pid) || findPostmaster(cluster)) return;
  if (readLock(cluster)?.pid === pid) rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

function readLock(cluster: string): Postmaster | undefined {
  const text = readIfThere(join(cluster, 'postmaster.pid'));
  const [pid, , , port, socketFolder = '', , , status = ''] = text.split('\n').map((line) => line.trim());
  return Number(pid) > 0 ? { pid: Number(pid), port: Number(port), socketFolder, status } : undefined;
}

/** Whether the process is a server of this cluster and not one that got the id of a dead server later. */
function serves(pid: number, cluster: string): boolean {
  if (!processExists(pid)) return false;
  if (process.platform !== 'linux') return true;
  const [program = '', ...args] = readIfThere(`/proc/${pid}/cmdline`).split('\0');
  if (basename(program) !== 'postgres') return false;
  const folder = args[args.indexOf('-D') + 1];
  return !args.includes('-D') || realPath(folder) === realPath(cluster);
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
