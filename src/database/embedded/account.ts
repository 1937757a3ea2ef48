import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { existsSync, lchownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';

// Also the number of the user `nobody`, who therefore has a name, on all but very old systems.
const NOBODY = 65534;

/** What a program left behind: its exit code (null when it was killed or could not be run) and all that it printed. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Numbers of a user and a group. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Who runs Postgres and its tools, and so owns the files of the cluster. */
export class Account {
  private constructor(
    private readonly path: string,
    private readonly owner?: Owner,
    private readonly wrapper: readonly string[] = [],
  ) {}

  /** The user of this process. */
  static self(path: string): Account {
    return new Account(path);
  }

  /** Another user; only root may become one. */
  static user(path: string, owner: Owner): Account {
    return new Account(path, owner);
  }

  /** The user of this process, seen as `nobody` inside a user namespace; outside, its files are the user's own. */
  static namespace(path: string): Account {
    const unshare = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
    return new Account(path, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }, unshare);
  }

  /** Starts a program with a small, fixed environment: Postgres must not depend on that of the caller. */
  spawn(file: string, args: readonly string[], stdio: StdioOptions, detached = false): ChildProcess {
    const [program, ...rest] = [...this.wrapper, file, ...args];
    const env = { PATH: this.path, LC_ALL: 'C', TZ: 'UTC' };
    const identity = this.wrapper.length ? {} : this.owner;
    return spawn(program, rest, { ...identity, env, cwd: '/', stdio, detached, windowsHide: true });
  }

  /** Runs a program to its end; never rejects. */
  run(file: string, args: readonly string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const child = this.spawn(file, args, ['ignore', 'pipe', 'pipe']);
      let output = '';
      child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
      child.stderr?.on('data', (text: Buffer) => (output += text.toString()));
      child.once('error', (error) => resolve({ code: null, output: error.message }));
      child.once('close', (code) => resolve({ code, output }));
    });
  }

  /** Makes a folder and all that it holds this account's; the folder itself comes last, so that a broken run is repeated. */
  take(folder: string): void {
    const { owner } = this;
    if (!owner || lstatSync(folder).uid === owner.uid) return;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      lchownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid);
    }
    lchownSync(folder, owner.uid, owner.gid);
  }

  /** Whether this account has a name, which initdb asks for, and can enter the folder and run the program. */
  async suits(folder: string, program: string): Promise<boolean> {
    const { code } = await this.run('/bin/sh', ['-c', 'cd "$1" && id -un && "$2" -V', 'probe', folder, program]);
    return code === 0;
  }
}

/** What `chooseAccount` has to weigh. */
export interface AccountNeeds {
  /** An existing folder that Postgres must reach. */
  readonly dataDir: string;
  /** The data directory of Postgres, existing or not. */
  readonly cluster: string;
  /** The `postgres` program. */
  readonly program: string;
  /** Where to look for the tools of the system, written like PATH. */
  readonly path: string;
}

/**
 * The user of this process as a rule. Postgres refuses to run as root, who therefore becomes the owner of the data, else
 * `postgres` or `nobody`, whoever exists and can reach data and binaries, else `nobody` in a user namespace. A user
 * without a name, as containers have, tries such a namespace too. No account is created.
 */
export async function chooseAccount({ dataDir, cluster, program, path }: AccountNeeds): Promise<Account> {
  if (process.getuid?.() !== 0) {
    const namespace = Account.namespace(path);
    return !hasName() && (await namespace.suits(dataDir, program)) ? namespace : Account.self(path);
  }
  const owner = statSync(existsSync(cluster) ? cluster : dataDir);
  const accounts = [
    ...(owner.uid === 0 ? [] : [Account.user(path, { uid: owner.uid, gid: owner.gid })]),
    ...['postgres', 'nobody'].flatMap((name) => systemUser(name, path)),
    Account.namespace(path),
  ];
  for (const account of accounts) {
    if (await account.suits(dataDir, program)) return account;
  }
  throw new Error(
    `Postgres refuses to run as root, and no other account here can reach ${dataDir} and ${dirname(program)}: ` +
      'start as an ordinary user, or set DATABASE_URL to use a running server.',
  );
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

function systemUser(name: string, path: string): Account[] {
  const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  const [, , uid, gid] = users.map((line) => line.split(':')).find((fields) => fields[0] === name) ?? [];
  return uid && gid ? [Account.user(path, { uid: Number(uid), gid: Number(gid) })] : [];
}
