import type { ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Account } from './account';
import { HOLD_PIPE } from './hold';

/**
 * The shell that stands between this process and Postgres. It answers each holder (on the pipe, its file 3) with a file of the holder's name,
 * stops the server when the last one has let go, and clears the socket folder behind it. Signals do not end it, so that
 * a service manager that signals every process leaves the database to the last of its users.
 */
const SCRIPT = `
folder=$1; shift
trap : HUP INT TERM
"$@" 3<&- </dev/null &
server=$!
(
  while read -r holder <&3; do : >"$folder/$holder"; done
  exec 3<&-
  kill -INT "$server"
) 2>/dev/null &
reader=$!
exec 3<&-
while kill -0 "$server" 2>/dev/null; do wait "$server"; done
kill "$reader" 2>/dev/null
rm -rf "$folder"
`;

const KEPT_LINES = 50;

/** A Postgres server under its guardian. */
export class Guardian {
  private ended = false;
  private readonly lines: string[] = [];

  private constructor(
    child: ChildProcess,
    private readonly pipe: number,
    log: (line: string) => void,
  ) {
    child.once('close', () => (this.ended = true));
    child.once('error', (error) => {
      this.lines.push(error.message);
      this.ended = true;
    });
    const { stderr } = child;
    if (stderr) {
      createInterface({ input: stderr }).on('line', (line) => {
        log(line);
        this.lines.push(line);
        if (this.lines.length > KEPT_LINES) this.lines.shift();
      });
      (stderr as Partial<Socket>).unref?.();
    }
    child.unref();
  }

  /** Starts a server; this process holds it until `letGo`. */
  static start(
    account: Account,
    socketFolder: string,
    command: readonly string[],
    log: (line: string) => void,
  ): Guardian {
    const path = join(socketFolder, HOLD_PIPE);
    // Open for both: thus opening the other end does not wait, and shows no end of file before the first hold.
    const pipe = openSync(path, constants.O_RDWR);
    const otherEnd = openSync(path, constants.O_RDONLY);
    const args = ['-c', SCRIPT, 'guardian', socketFolder, ...command];
    const child = account.spawn('/bin/sh', args, ['ignore', 'ignore', 'pipe', otherEnd], true);
    closeSync(otherEnd);
    return new Guardian(child, pipe, log);
  }

  /** Whether the server or its guardian still runs. */
  get running(): boolean {
    return !this.ended;
  }

  /** The latest lines of the server's log. */
  get output(): string {
    return this.lines.join('\n');
  }

  /** Gives up the first hold. Once all others are gone too, the server stops. */
  letGo(): void {
    closeSync(this.pipe);
  }
}
