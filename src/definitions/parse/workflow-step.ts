import { stepName } from './workflow-step-name';
import { extraOf, flagOf, isMap, listOf, mapOf, textOf, type Plain, type PlainMap } from './values';

/** One stage of a workflow, whichever of the six shapes its file has. */
export interface WorkflowStep {
  readonly name: string;
  /** Who may do it; `various` and `any` leave the choice to a decision. Empty for a step that nobody in particular does. */
  readonly agents: readonly string[];
  readonly action: string | null;
  readonly creates: readonly Artifact[];
  readonly updates: readonly Artifact[];
  /** Files, folders or prose, as written. */
  readonly requires: readonly string[];
  /** Templates, tasks or checklists by name, mostly without extension. */
  readonly uses: readonly string[];
  readonly validates: string | null;
  readonly notes: string | null;
  readonly condition: string | null;
  readonly optional: boolean;
  readonly optional_steps: readonly string[];
  readonly repeats: string | null;
  readonly routes: readonly WorkflowRoute[] | null;
  readonly duration: string | null;
  readonly implements: string | null;
  readonly extra: PlainMap;
}

/** A document that a step makes or changes. */
export interface Artifact {
  readonly name: string;
  /** What may be made in its place: `a.md OR b.md`. */
  readonly alternatives?: readonly string[];
  /** Written as `prd.md (if needed)` or `prompt (optional)`. */
  readonly optional: boolean;
}

/** One branch of a routing decision. */
export interface WorkflowRoute {
  readonly name: string;
  readonly agents: readonly string[];
  readonly uses: readonly string[];
  readonly creates: readonly Artifact[];
  readonly notes: string | null;
  /** True when the workflow goes on after this branch, false when it ends there. */
  readonly continue: boolean;
}

const KNOWN = [
  ...['step', 'id', 'name', 'title', 'agent', 'agents', 'action', 'task', 'creates', 'output', 'outputs', 'updates'],
  ...['requires', 'input', 'inputs', 'uses', 'validates', 'notes', 'condition', 'optional', 'optional_steps'],
  ...['repeats', 'repeat', 'repeat_for', 'routes', 'duration', 'implements'],
];

/** Reads a step; null for an entry that says nothing. */
export function stepOf(entry: Plain): WorkflowStep | null {
  if (!isMap(entry)) return typeof entry === 'string' && entry.trim() ? stepOf({ step: entry }) : null;
  const [only, ...more] = Object.entries(entry);
  if (!only) return null;
  if (!more.length && isMap(only[1])) return stepOf({ step: only[0], ...only[1] });
  const name = stepName(entry);
  return {
    name,
    agents: agentsOf(entry.agent ?? entry.agents),
    action: textOf(entry.action ?? entry.task ?? entry.title),
    creates: artifactsOf(entry.creates ?? entry.output ?? entry.outputs),
    updates: artifactsOf(entry.updates),
    requires: namesOf(entry.requires ?? entry.input ?? entry.inputs),
    uses: usesOf(entry.uses ?? entry.task),
    validates: phraseOf(entry.validates),
    notes: textOf(entry.notes),
    condition: textOf(entry.condition),
    optional: flagOf(entry.optional),
    optional_steps: listOf(entry.optional_steps),
    repeats: textOf(entry.repeats ?? entry.repeat ?? entry.repeat_for),
    routes: isMap(entry.routes) ? Object.entries(entry.routes).map(routeOf) : null,
    duration: textOf(entry.duration),
    implements: phraseOf(entry.implements),
    extra: extraOf(entry, [...KNOWN, name, '']),
  };
}

/** `pm/architect`, `pm|po|sm`, `pm or po` and lists → one id each. */
export function agentsOf(value: Plain | undefined): string[] {
  return listOf(value)
    .flatMap((text) => text.split(/[/|,]| or /i).map((agent) => agent.trim()))
    .filter((agent) => agent !== '');
}

/** `prd.md (if needed)`, `a.md OR b.md`, `a.md, b.md` and lists → artifacts. */
export function artifactsOf(value: Plain | undefined): Artifact[] {
  return namesOf(value).map(artifactOf);
}

function artifactOf(text: string): Artifact {
  const optional = /\((?:optional|if [^()]*|when [^()]*)\)/i;
  const replacement = /\(or ([^()]*)\)/i.exec(text)?.[1];
  const [name = '', ...others] = choicesOf(text.replace(optional, '').replace(/\(or [^()]*\)/i, ''));
  const alternatives = replacement ? [...others, replacement.trim()] : others;
  return { name, ...(alternatives.length && { alternatives }), optional: optional.test(text) };
}

/** Splits `a.md, b.md`, but not prose with a comma in it. */
function namesOf(value: Plain | undefined): string[] {
  return listOf(value).flatMap((text) => {
    const names = text.split(',').map((name) => name.trim());
    return names.every((name) => /^\S+(?: \([^()]*\))?$/.test(name)) ? names : [text];
  });
}

/** Splits `create-doc OR create-story`; a lower-case "or" only between single words, for prose has it too. */
function choicesOf(text: string): string[] {
  const choices = text.trim().split(/ OR | or (?=\S+$)/);
  return choices.every((choice) => !/\s/.test(choice.trim())) || / OR /.test(text)
    ? choices.map((choice) => choice.trim())
    : [text.trim()];
}

function usesOf(value: Plain | undefined): string[] {
  return namesOf(value).flatMap(choicesOf);
}

function phraseOf(value: Plain | undefined): string | null {
  return listOf(value).join(', ') || null;
}

function routeOf([name, value]: [string, Plain]): WorkflowRoute {
  const route = mapOf(value);
  return {
    name,
    agents: agentsOf(route.agent ?? route.agents),
    uses: usesOf(route.uses),
    creates: artifactsOf(route.creates),
    notes: textOf(route.notes),
    continue: route.continue !== undefined && route.continue !== false,
  };
}
