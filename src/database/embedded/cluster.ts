import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Account, Outcome } from './account';
import { programIn, type PostgresBinaries } from './binaries';
import { processExists } from './process-exists';

/** The one user of an embedded Postgres, a superuser. */
export const SUPERUSER = 'postgres';

const ABANDONED_AFTER_MS = 600_000;

/**
 * A data folder and the cluster in it (what Postgres calls its data directory). The cluster is a subfolder so that the
 * data folder may be a mount point, and so that a cluster can be prepared beside its final place.
 */
export class Cluster {
  private constructor(readonly dataDir: string) {}

  /** Opens or makes the data folder. Throws an Error that names it when that is not possible. */
  static open(dataDir: string): Cluster {
    try {
      makeFolder(dataDir);
      const cluster = new Cluster(realpathSync(dataDir));
      accessSync(existsSync(cluster.folder) ? cluster.folder : dataDir, constants.W_OK);
      return cluster;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(
        `The data folder ${dataDir} cannot be written (${code ?? message}): set DATA_DIR to another folder, or let this user write there.`,
        { cause: error },
      );
    }
  }

  /** What Postgres calls its data directory. */
  get folder(): string {
    return join(this.dataDir, 'cluster');
  }

  /** Whether it has been made, wholly. */
  get exists(): boolean {
    return majorOf(this.folder) !== undefined;
  }

  /** Throws an Error when these binaries cannot serve the folder, being of another major version. */
  assertMadeBy(binaries: PostgresBinaries): void {
    if (majorOf(this.dataDir)) {
      throw new Error(
        `The data folder ${this.dataDir} is itself a data directory of Postgres ${majorOf(this.dataDir)}: ` +
          'set DATA_DIR to another folder, or serve it yourself and set DATABASE_URL.',
      );
    }
    const major = majorOf(this.folder);
    if (major && major !== binaries.major) {
      throw new Error(
        `The data folder ${this.dataDir} was made by Postgres ${major}, and this is Postgres ${binaries.major}: ` +
          'set DATA_DIR to another folder, or set DATABASE_URL to a running server that has the data.',
      );
    }
  }

  /**
   * Makes the cluster in a scratch folder and moves it into place in one step: an abandoned attempt leaves nothing
   * half-made, and of two attempts at once one wins and the other is thrown away.
   * @param authentication the lines of pg_hba.conf
   */
  async create(
    account: Account,
    binaries: PostgresBinaries,
    authentication: string,
    flags: string[] = [],
  ): Promise<void> {
    const scratch = mkdtempSync(join(this.dataDir, `init-${process.pid}-`));
    try {
      account.take(scratch);
      const { code, output } = await initdb(account, programIn(binaries.folder, 'initdb'), scratch, flags);
      if (code !== 0) throw new Error(`Postgres could not make its files in ${this.dataDir}: ${complaintIn(output)}.`);
      writeFileSync(join(scratch, 'pg_hba.conf'), authentication);
      this.install(scratch);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  private install(scratch: string): void {
    try {
      renameSync(scratch, this.folder);
    } catch (error) {
      if (!this.exists) throw error;
    }
  }

  /** Removes what killed attempts have left; process ids repeat in containers, hence the age. */
  sweep(): void {
    for (const name of readdirSync(this.dataDir)) {
      const pid = Number(/^init-(\d+)-/.exec(name)?.[1]);
      if (!pid) continue;
      const attempt = join(this.dataDir, name);
      try {
        const old = Date.now() - statSync(attempt).mtimeMs > ABANDONED_AFTER_MS;
        if (old || !processExists(pid)) rmSync(attempt, { recursive: true, force: true });
      } catch {
        // Its initdb may still be writing or another process sweeping: a later start tries again.
      }
    }
  }
}

/** What Postgres or initdb complained about, in one line without its prefix. */
export function complaintIn(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const complaint =
    lines.findLast((line) => /\b(FATAL|PANIC):|\berror:/.test(line)) ?? lines.at(-1) ?? 'no reason given';
  return complaint.replace(/^.*?\b(FATAL|PANIC|error):\s*/, '').replace(/\.$/, '');
}

/** What root makes in the folder of another user becomes that user's, as if the user had made it. */
function makeFolder(dataDir: string): void {
  const made = mkdirSync(dataDir, { recursive: true });
  if (!made || process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(made));
  for (let folder = dataDir; folder.length >= made.length; folder = dirname(folder)) chownSync(folder, uid, gid);
}

function majorOf(folder: string): number | undefined {
  const mark = join(folder, 'PG_VERSION');
  return existsSync(mark) ? Number.parseInt(readFileSync(mark, 'utf8'), 10) : undefined;
}

async function initdb(account: Account, program: string, folder: string, flags: string[]): Promise<Outcome> {
  const base = [
    '-D',
    folder,
    '-U',
    SUPERUSER,
    '-E',
    'UTF8',
    '--no-sync',
    '--no-instructions',
    '--auth=trust',
    ...flags,
  ];
  const outcome = await account.run(program, [...base, '--locale=C.UTF-8']);
  const missing = outcome.code !== 0 && /invalid locale|locale name/.test(outcome.output);
  return missing ? account.run(program, [...base, '--locale=C']) : outcome;
}
