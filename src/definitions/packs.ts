import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { realPathInside } from './definition-file';
import type { DefinitionKind } from './parse/definition';
import type { DefinitionProblem } from './parse/parsed';

/** BMAD's core has 80 files, its largest pack 90; far beyond that somebody has named the wrong folder. */
export const MAX_FILES_PER_PACK = 5_000;

/** Where each kind of definition lies in a pack. */
export const KIND_FOLDERS: Readonly<Record<string, DefinitionKind>> = {
  agents: 'AGENT',
  'agent-teams': 'TEAM',
  workflows: 'WORKFLOW',
  checklists: 'CHECKLIST',
  templates: 'TEMPLATE',
  tasks: 'TASK',
};

/** A folder with definitions: BMAD's core or an expansion pack. */
export interface Pack {
  /** `core`, or the folder's name without a leading dot. */
  readonly name: string;
  /** Real path. */
  readonly folder: string;
  /** The names of the files in each of its folders. */
  readonly files: ReadonlyMap<string, readonly string[]>;
}

/** A problem and the pack it was found in; null for a folder that holds no pack. */
export interface PackProblem extends DefinitionProblem {
  readonly pack: string | null;
}

export interface FoundPacks {
  readonly packs: readonly Pack[];
  readonly problems: readonly PackProblem[];
  /** False when a folder could not be read: what it held before may still be there. */
  readonly complete: boolean;
}

/**
 * Finds the packs in folders that are packs themselves, hold packs (an `expansion-packs` folder), are the root of a project
 * (with `.bmad-core` and `.bmad-<pack>`) or of the npm package (with `bmad-core` and `expansion-packs`).
 */
export async function findPacks(folders: readonly string[]): Promise<FoundPacks> {
  const packs = new Map<string, Pack>();
  const problems: PackProblem[] = [];
  let complete = true;
  for (const folder of folders) {
    try {
      const found = await packFolders(await realpath(folder), problems);
      if (!found.length)
        problems.push(
          aboutFolder(
            folder,
            'no definitions here: no agents/, workflows/, agent-teams/, tasks/, templates/ or checklists/ folder',
          ),
        );
      for (const path of found) await addPack(path, packs, problems);
    } catch (error) {
      complete = false;
      problems.push(aboutFolder(folder, `the folder cannot be read (${(error as NodeJS.ErrnoException).code})`));
    }
  }
  return { packs: [...packs.values()], problems, complete };
}

async function addPack(folder: string, packs: Map<string, Pack>, problems: PackProblem[]): Promise<void> {
  const name = await packName(folder);
  const namesake = packs.get(name);
  if (!namesake) packs.set(name, { name, folder, files: await listFiles(name, folder, problems) });
  else if (namesake.folder !== folder)
    problems.push(aboutFolder(folder, `a pack called "${name}" is loaded from ${namesake.folder} already`));
}

/** The folders below (or at) `root` that are packs. */
async function packFolders(root: string, problems: PackProblem[]): Promise<string[]> {
  const names = (await folderEntries(root)).map((entry) => entry.name);
  const installed = await packsAmong(
    root,
    names.filter((name) => name.startsWith('.bmad-')),
    problems,
  );
  if (installed.length) return installed;
  if (names.some((name) => Object.hasOwn(KIND_FOLDERS, name))) return [root];
  const expansions = names.includes('expansion-packs') ? await folderEntries(join(root, 'expansion-packs')) : [];
  const core = names.includes('bmad-core') ? ['bmad-core'] : [];
  const packaged = [...core, ...expansions.map((entry) => `expansion-packs/${entry.name}`)];
  return packsAmong(root, packaged.length ? packaged : names, problems);
}

async function packsAmong(root: string, paths: readonly string[], problems: PackProblem[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    try {
      const folder = await realPathInside(root, path);
      const names = (await folderEntries(folder)).map((entry) => entry.name);
      if (names.some((name) => Object.hasOwn(KIND_FOLDERS, name))) found.push(folder);
    } catch (error) {
      problems.push(aboutFolder(join(root, path), (error as Error).message));
    }
  }
  return found;
}

async function packName(folder: string): Promise<string> {
  const name = basename(folder).replace(/^\./, '');
  const has = (file: string) =>
    stat(join(folder, file)).then(
      () => true,
      () => false,
    );
  const isCore = (await has('core-config.yaml')) || (await has('core-config.yml'));
  return name === 'bmad-core' || (isCore && !(await has('config.yaml'))) ? 'core' : name;
}

/** The files of a pack by folder, sorted, without what is hidden. */
async function listFiles(pack: string, root: string, problems: PackProblem[]): Promise<Map<string, string[]>> {
  const files = new Map<string, string[]>();
  let room = MAX_FILES_PER_PACK;
  for (const { name: folder } of await folderEntries(root)) {
    try {
      const names = (await visibleEntries(await realPathInside(root, folder)))
        .filter((entry) => !entry.isDirectory())
        .map((entry) => entry.name);
      if (names.length > room)
        problems.push({
          pack,
          file: folder,
          severity: 'error',
          message: `more than ${MAX_FILES_PER_PACK} files in one pack; the rest is left out`,
        });
      files.set(folder, names.slice(0, room));
      room -= Math.min(room, names.length);
    } catch (error) {
      problems.push({ pack, file: folder, severity: 'error', message: (error as Error).message });
    }
  }
  return files;
}

/** The file names of the `common` folder that the npm package keeps beside its packs; installers merge it into them. */
export async function commonFiles(pack: Pack): Promise<ReadonlyMap<string, readonly string[]>> {
  for (const parent of [dirname(pack.folder), dirname(dirname(pack.folder))]) {
    const common = join(parent, 'common');
    const found = await listFiles(pack.name, common, []).catch(() => new Map<string, string[]>());
    if (found.size) return found;
  }
  return new Map();
}

/** Folders, and links that may be folders; the dot of `.bmad-core` does not hide it. */
async function folderEntries(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const shown = entries.filter((entry) => !entry.name.startsWith('.') || entry.name.startsWith('.bmad-'));
  const folders = await Promise.all(
    shown.map(
      async (entry) => entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(folder, entry.name))),
    ),
  );
  return shown.filter((_, index) => folders[index]).sort(byName);
}

async function leadsToFolder(folder: string, name: string): Promise<boolean> {
  return stat(join(folder, name)).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

async function visibleEntries(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.name.startsWith('.')).sort(byName);
}

/** By code unit, so that the order is the same on every machine. */
function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

function aboutFolder(folder: string, message: string): PackProblem {
  return { pack: null, file: folder, severity: 'error', message };
}
