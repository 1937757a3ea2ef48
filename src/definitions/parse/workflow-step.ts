import type { Creation, Route, WorkflowStep } from './workflow';
import { stepName } from './workflow-step-name';
import { extraOf, flagOf, isMap, listOf, mapOf, textOf, type Plain } from './values';

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
  if (!more.length && !KNOWN.includes(only[0])) return stepOf({ step: only[0], notes: listOf(only[1]).join('\n') });
  const name = stepName(entry);
  return {
    name,
    agents: agentsOf(entry.agent ?? entry.agents),
    action: textOf(entry.action ?? entry.task ?? entry.title),
    creates: creationsOf(entry.creates ?? entry.output ?? entry.outputs),
    updates: creationsOf(entry.updates).map(({ name }) => name),
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

/** `prd.md (if needed)`, `a.md OR b.md`, `a.md, b.md` and lists → what is made. */
export function creationsOf(value: Plain | undefined): Creation[] {
  return namesOf(value).map(creationOf);
}

function creationOf(text: string): Creation {
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

function routeOf([name, value]: [string, Plain]): Route {
  const route = mapOf(value);
  return {
    name,
    agents: agentsOf(route.agent ?? route.agents),
    uses: usesOf(route.uses),
    creates: creationsOf(route.creates),
    notes: textOf(route.notes),
    continue: route.continue !== undefined && route.continue !== false,
  };
}
