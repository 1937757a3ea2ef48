import { extname } from 'node:path';
import { readDefinitionFile } from './definition-file';
import type { LoadedDefinition } from './loaded-definition';
import { findPacks, KIND_FOLDERS, type Pack, type PackProblem } from './packs';
import { type DefinitionKind, parseDefinition } from './parse/definition';
import { stemOf } from './parse/parsed';
import { missingReferences } from './references';

export interface LoadedPacks {
  /** The names of the packs that were read. */
  readonly packs: readonly string[];
  readonly definitions: readonly LoadedDefinition[];
  /** All that is to say about folders, files and definitions. */
  readonly problems: readonly PackProblem[];
  /** False when a folder could not be read: what it held before may still be there. */
  readonly complete: boolean;
}

/** The extensions that a kind's files may have, the preferred one first: upgraded projects keep their old files. */
const EXTENSIONS: Readonly<Record<DefinitionKind, readonly string[]>> = {
  AGENT: ['.md'],
  TEAM: ['.yaml', '.yml'],
  WORKFLOW: ['.yaml', '.yml'],
  CHECKLIST: ['.md'],
  TEMPLATE: ['.yaml', '.yml', '.md'],
  TASK: ['.md'],
};

/** Reads every definition in the given folders. A broken file is reported and takes no other along. */
export async function loadPacks(folders: readonly string[]): Promise<LoadedPacks> {
  const found = await findPacks(folders);
  const problems = [...found.problems];
  const read: LoadedDefinition[] = [];
  for (const pack of found.packs) {
    const before = problems.length;
    const own = await readPack(pack, problems);
    if (!own.length && problems.length === before) problems.push(nothingToRead(pack));
    read.push(...own);
  }
  const missing = await missingReferences(read, found.packs);
  const definitions = read.map((definition) => ({
    ...definition,
    problems: [...definition.problems, ...(missing.get(definition) ?? [])],
  }));
  const ofDefinitions = definitions.flatMap(({ pack, problems: own }) => own.map((problem) => ({ ...problem, pack })));
  return {
    packs: found.packs.map(({ name }) => name),
    definitions,
    problems: [...problems, ...ofDefinitions],
    complete: found.complete,
  };
}

async function readPack(pack: Pack, problems: PackProblem[]): Promise<LoadedDefinition[]> {
  const taken = new Map<string, LoadedDefinition>();
  for (const [folder, kind] of Object.entries(KIND_FOLDERS)) {
    for (const name of definitionNames(kind, pack.files.get(folder) ?? [])) {
      const file = `${folder}/${name}`;
      const definition = await readDefinition(pack, kind, file, problems);
      if (!definition) continue;
      const key = `${kind} ${definition.definitionId}`;
      const namesake = taken.get(key);
      if (namesake) problems.push(duplicate(definition, namesake));
      else taken.set(key, definition);
    }
    problems.push(...skippedFiles(pack, folder));
  }
  return [...taken.values()];
}

async function readDefinition(
  pack: Pack,
  kind: DefinitionKind,
  file: string,
  problems: PackProblem[],
): Promise<LoadedDefinition | null> {
  try {
    const { text, hash } = await readDefinitionFile(pack.folder, file);
    const { body, definition_id: definitionId, name, tier, problems: own } = parseDefinition(kind, { file, text });
    if (body) return { kind, pack: pack.name, definitionId, name, hash, file, tier, body, problems: own };
    problems.push(...own.map((problem) => ({ ...problem, pack: pack.name })));
  } catch (error) {
    problems.push({ pack: pack.name, file, severity: 'error', message: (error as Error).message });
  }
  return null;
}

/** The files of a kind, by name and then by preference of extension. */
function definitionNames(kind: DefinitionKind, names: readonly string[]): string[] {
  const rank = (name: string) => EXTENSIONS[kind].indexOf(extname(name).toLowerCase());
  const fitting = names.filter((name) => rank(name) >= 0 && !/^readme\./i.test(name));
  return fitting.sort((a, b) => (stemOf(a) === stemOf(b) ? rank(a) - rank(b) : a < b ? -1 : 1));
}

/** Two files of one name are what an upgrade leaves behind; two of one id are a slip. */
function duplicate(definition: LoadedDefinition, first: LoadedDefinition): PackProblem {
  const leftover = stemOf(definition.file) === stemOf(first.file);
  const message = `"${definition.definitionId}" is defined in ${first.file} already; this file is not used`;
  return { pack: definition.pack, file: definition.file, severity: leftover ? 'warning' : 'error', message };
}

/** Files that look like definitions and are none that can be read. */
const SKIPPED: Readonly<Record<string, [looks: RegExp, message: string]>> = {
  workflows: [/(?<!^readme)\.md$/i, 'workflows are YAML; this Markdown file is skipped'],
  agents: [/\.agent\.ya?ml$/i, 'a v6 agent; only the v4 format is loaded'],
};

function skippedFiles(pack: Pack, folder: string): PackProblem[] {
  if (!Object.hasOwn(SKIPPED, folder)) return [];
  const [looks, message] = SKIPPED[folder];
  const names = (pack.files.get(folder) ?? []).filter((name) => looks.test(name));
  return names.map((name) => ({ pack: pack.name, file: `${folder}/${name}`, severity: 'warning', message }));
}

/** The folders of a pack are there and nothing is in them, as in packs of later generations. */
const nothingToRead = ({ name, folder }: Pack): PackProblem => ({
  pack: name,
  file: folder,
  severity: 'warning',
  message: 'no definitions of the v4 format in this pack',
});
