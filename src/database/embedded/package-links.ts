import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * The package ships its library links as a list, to be made by an install script. Where such scripts are blocked they
 * are made here, in the package itself or, when it cannot be written, in a copy. Answers the folder of the programs.
 */
export function packagedPrograms(packageFolder: string, spareFolder?: string): string {
  const programs = join(packageFolder, 'native', 'bin');
  const links = linksOf(packageFolder).filter(({ target }) => !existsSync(join(packageFolder, target)));
  try {
    for (const { source, target } of links) link(relative(dirname(target), source), join(packageFolder, target));
    return programs;
  } catch {
    return spareFolder ? linkedCopy(packageFolder, spareFolder) : programs;
  }
}

function linksOf(packageFolder: string): Link[] {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
}

function link(source: string, target: string): void {
  try {
    symlinkSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Programs are copied, since they look for libraries beside their real place; all else is linked. */
function linkedCopy(packageFolder: string, spareFolder: string): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const identity = createHash('sha256').update(`${version} ${packageFolder}`).digest('hex').slice(0, 12);
  const copy = join(spareFolder, `binaries-${identity}`);
  if (existsSync(copy)) return join(copy, 'bin');

  const native = join(packageFolder, 'native');
  // Named like the scratch folder of a cluster, and swept like one after a kill.
  const scratch = mkdtempSync(join(spareFolder, `init-${process.pid}-`));
  chmodSync(scratch, 0o755);
  try {
    mkdirSync(join(scratch, 'bin'));
    mkdirSync(join(scratch, 'lib'));
    symlinkSync(join(native, 'share'), join(scratch, 'share'));
    for (const name of readdirSync(join(native, 'bin')))
      copyFileSync(join(native, 'bin', name), join(scratch, 'bin', name));
    for (const name of readdirSync(join(native, 'lib')))
      symlinkSync(join(native, 'lib', name), join(scratch, 'lib', name));
    for (const { source, target } of linksOf(packageFolder))
      link(basename(source), join(scratch, 'lib', basename(target)));
    renameSync(scratch, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return join(copy, 'bin');
}
