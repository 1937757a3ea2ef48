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

const NO_PACK = `no definitions here: none of the folders ${Object.keys(KIND_FOLDERS).join(', ')}`;

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
      if (!found.length) problems.push(aboutFolder(folder, NO_PACK));
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
  if (!namesake) {
    packs.set(name, { name, folder, files: await listFiles(name, folder, problems) });
  } else if (namesake.folder !== folder) {
    problems.push(aboutFolder(folder, `a pack called "${name}" is loaded from ${namesake.folder} already`));
  }
}

/** The folders below (or at) `root` that are packs. */
async function packFolders(root: string, problems: PackProblem[]): Promise<string[]> {
  const names = await folderNames(root);
  const hidden = names.filter((name) => name.startsWith('.bmad-'));
  const installed = await packsAmong(root, hidden, problems);
  if (installed.length) return installed;
  if (names.some(isKindFolder)) return [root];
  const core = names.includes('bmad-core') ? ['bmad-core'] : [];
  const expansions = names.includes('expansion-packs') ? await folderNames(join(root, 'expansion-packs')) : [];
  const packaged = [...core, ...expansions.map((name) => `expansion-packs/${name}`)];
  return packsAmong(root, packaged.length ? packaged : names, problems);
}

async function packsAmong(root: string, paths: readonly string[], problems: PackProblem[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    try {
      const folder = await realPathInside(root, path);
      if ((await folderNames(folder)).some(isKindFolder)) found.push(folder);
    } catch (error) {
      problems.push(aboutFolder(join(root, path), (error as Error).message));
    }
  }
  return found;
}

async function packName(folder: string): Promise<string> {
  const name = basename(folder).replace(/^\./, '');
  const files = await readdir(folder);
  const isCore =
    files.some((file) => /^core-config\.ya?ml$/.test(file)) && !files.some((file) => /^config\.ya?ml$/.test(file));
  return name === 'bmad-core' || isCore ? 'core' : name;
}

/** The files of a pack by folder, sorted, without what is hidden. */
async function listFiles(pack: string, root: string, problems: PackProblem[]): Promise<Map<string, string[]>> {
  const files = new Map<string, string[]>();
  let room = MAX_FILES_PER_PACK;
  for (const folder of await folderNames(root)) {
    try {
      const names = await fileNames(await realPathInside(root, folder));
      if (names.length > room) throw new Error(`left out: the pack has more than ${MAX_FILES_PER_PACK} files`);
      files.set(folder, names);
      room -= names.length;
    } catch (error) {
      problems.push({ pack, file: folder, severity: 'error', message: (error as Error).message });
    }
  }
  return files;
}

/** The file names of the `common` folder that the npm package keeps beside its packs; installers merge it into them. */
export async function commonFiles(pack: Pack): Promise<ReadonlyMap<string, readonly string[]>> {
  for (const parent of [dirname(pack.folder), dirname(dirname(pack.folder))]) {
    const found = await listFiles(pack.name, join(parent, 'common'), []).catch(() => null);
    if (found) return found;
  }
  return new Map();
}

/** The folders in a folder, links to folders among them; the dot of `.bmad-core` does not hide it. */
async function folderNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(join(folder, entry.name))));
    if (isFolder && /^(\.bmad-|[^.])/.test(entry.name)) names.push(entry.name);
  }
  return names.sort();
}

async function leadsToFolder(link: string): Promise<boolean> {
  const target = await stat(link).catch(() => null);
  return target?.isDirectory() ?? false;
}

async function fileNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
  return files.map((entry) => entry.name).sort();
}

function isKindFolder(name: string): boolean {
  return Object.hasOwn(KIND_FOLDERS, name);
}

function aboutFolder(folder: string, message: string): PackProblem {
  return { pack: null, file: folder, severity: 'error', message };
}
