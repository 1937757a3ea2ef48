import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processExists } from './process-exists';

/** Name of the pipe in the socket folder that every user of the server keeps open. */
export const HOLD_PIPE = 'holds';

const POLL_MS = 2;

/** Why a server cannot be held: nobody reads its pipe (any more), or it has no such pipe. */
export type Refusal = 'unguarded' | 'foreign';

/**
 * One process's share in a running server: an open end of a named pipe. The guardian reads the other end and stops the
 * server when the last holder is gone, which the kernel reports even after `kill -9`.
 */
export class Hold {
  private constructor(
    private readonly socketFolder: string,
    private readonly name: string,
    private readonly pipe: number,
  ) {}

  /**
   * Takes hold of the server and waits for the guardian's answer, a file of the holder's name: without it the guardian
   * may have seen the last holder leave. Undefined when the server ends before.
   * @param lives whether the server still runs
   */
  static async take(socketFolder: string, lives: () => boolean): Promise<Hold | Refusal | undefined> {
    const name = `hold-${process.pid}-${randomBytes(6).toString('hex')}`;
    const pipe = openPipe(join(socketFolder, HOLD_PIPE));
    if (typeof pipe !== 'number') return pipe;
    const hold = new Hold(socketFolder, name, pipe);
    try {
      writeSync(pipe, `${name}\n`);
      while (lives()) {
        if (existsSync(join(socketFolder, name))) return hold;
        await sleep(POLL_MS);
      }
    } catch {
      // The guardian has closed its end.
    }
    hold.release();
    return undefined;
  }

  /** Lets go; call it once. */
  release(): void {
    closeSync(this.pipe);
    rmSync(join(this.socketFolder, this.name), { force: true });
  }

  /** Whether another living process, or another user in this one, holds the same server. */
  get shared(): boolean {
    const others = namesIn(this.socketFolder).filter((name) => name.startsWith('hold-') && name !== this.name);
    return others.some((name) => processExists(Number(name.split('-')[1])));
  }
}

/** None once the guardian has removed the folder, at whatever moment. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function openPipe(path: string): number | Refusal {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENXIO') return 'unguarded';
    if (code === 'ENOENT') return 'foreign';
    throw error;
  }
}
