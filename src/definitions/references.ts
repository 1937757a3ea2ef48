import type { LoadedDefinition } from './loaded-definition';
import { commonFiles, type Pack } from './packs';
import type { AgentBody } from './parse/agent';
import type { DefinitionKind } from './parse/definition';
import { type DefinitionProblem, stemOf } from './parse/parsed';
import type { TeamBody } from './parse/team';
import type { WorkflowBody } from './parse/workflow';

/** Words in an agent's place that name nobody in particular. */
const ANYONE = new Set(['various', 'any', 'all', 'user', '*']);

/** Endings that a reference may leave out. */
const ENDINGS = ['', '.md', '.yaml', '.yml'];

/**
 * Warnings for each definition about what it refers to and what is nowhere: not in its own pack, not in the core, not in the
 * `common` folder beside them.
 */
export async function missingReferences(
  definitions: readonly LoadedDefinition[],
  packs: readonly Pack[],
): Promise<Map<LoadedDefinition, DefinitionProblem[]>> {
  const shelves = new Map<string, Shelf>();
  for (const pack of packs) {
    const own = definitions.filter((one) => one.pack === pack.name);
    shelves.set(pack.name, new Shelf(own, [pack.files, await commonFiles(pack)]));
  }
  const found = new Map<LoadedDefinition, DefinitionProblem[]>();
  for (const definition of definitions) {
    const { file, pack } = definition;
    const near = [shelves.get(pack), shelves.get('core')].filter((shelf) => shelf !== undefined);
    const messages = [...new Set(messagesOf(definition, near))];
    found.set(
      definition,
      messages.map((message) => ({ file, severity: 'warning', message })),
    );
  }
  return found;
}

function messagesOf({ kind, body }: LoadedDefinition, near: readonly Shelf[]): string[] {
  switch (kind) {
    case 'AGENT':
      return missingFiles(body as AgentBody, near);
    case 'TEAM':
      return missingMembers(body as TeamBody, near);
    case 'WORKFLOW':
      return missingHelp(body as WorkflowBody, near);
    default:
      return [];
  }
}

function missingFiles({ dependencies }: AgentBody, near: readonly Shelf[]): string[] {
  return Object.entries(dependencies).flatMap(([folder, names]) =>
    names
      .filter((name) => !near.some((shelf) => shelf.hasFile(folder, name)))
      .map((name) => `depends on ${folder}/${name}, which is missing`),
  );
}

function missingMembers({ agents, workflows }: TeamBody, near: readonly Shelf[]): string[] {
  return [...missing('AGENT', agents, near), ...missing('WORKFLOW', workflows, near)];
}

function missingHelp({ variants }: WorkflowBody, near: readonly Shelf[]): string[] {
  const steps = variants.flatMap((variant) => variant.steps).flatMap((step) => [step, ...(step.routes ?? [])]);
  const agents = steps.flatMap((step) => step.agents);
  const unknown = steps.flatMap((step) => step.uses).filter((name) => !near.some((shelf) => shelf.hasHelp(name)));
  const messages = unknown.map((name) => `uses "${name}", which is no known template, task or checklist`);
  return [...missing('AGENT', agents, near), ...messages];
}

function missing(kind: DefinitionKind, names: readonly string[], near: readonly Shelf[]): string[] {
  const unknown = names.filter((name) => !ANYONE.has(name) && !near.some((shelf) => shelf.has(kind, name)));
  return unknown.map((name) => `names the ${kind.toLowerCase()} "${name}", which is in neither this pack nor the core`);
}

/** What one pack offers, by any name that people use for it. */
class Shelf {
  private readonly names: ReadonlySet<string>;

  constructor(
    definitions: readonly LoadedDefinition[],
    private readonly files: readonly ReadonlyMap<string, readonly string[]>[],
  ) {
    this.names = new Set(
      definitions.flatMap(({ kind, definitionId, file }) => [`${kind} ${definitionId}`, `${kind} ${stemOf(file)}`]),
    );
  }

  /** By id or by file name: a pack's `game-pm.md` may have the id `pm`, and teams write `flow.md` for `flow.yaml`. */
  has(kind: DefinitionKind, name: string): boolean {
    return this.names.has(`${kind} ${name}`) || this.names.has(`${kind} ${stemOf(name)}`);
  }

  hasFile(folder: string, name: string): boolean {
    return this.files.some((folders) => ENDINGS.some((ending) => folders.get(folder)?.includes(name + ending)));
  }

  /** A template, task or checklist, with or without folder and ending. */
  hasHelp(name: string): boolean {
    return ['templates', 'tasks', 'checklists', 'data'].some((folder) =>
      this.hasFile(folder, name.slice(name.lastIndexOf('/') + 1)),
    );
  }
}
