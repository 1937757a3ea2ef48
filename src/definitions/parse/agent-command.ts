import { isMap, textOf, type Plain } from './values';

/** Something that a user may ask an agent to do. */
export interface AgentCommand {
  readonly name: string;
  /** What to give along, as written between braces: `{document} {destination}` → two. */
  readonly args: readonly string[];
  readonly description: string | null;
  /** The parts of a command that is a procedure, such as `develop-story`. */
  readonly steps?: readonly CommandStep[];
}

export interface CommandStep {
  readonly name: string | null;
  readonly text: string;
}

/** Commands in any of their shapes: a map, or a list of one-key maps, of `*name {arg} - text` strings, or of both. */
export function commandsOf(value: Plain | undefined): AgentCommand[] {
  if (Array.isArray(value)) return value.flatMap(commandsOfEntry);
  return isMap(value) ? fromMap(value) : [];
}

function commandsOfEntry(entry: Plain): AgentCommand[] {
  if (typeof entry === 'string') return [fromString(entry)].filter((command) => command.name !== '');
  if (!isMap(entry)) return [];
  const name = entry.name ?? entry.command;
  return typeof name === 'string' ? [command(name, entry.description ?? null)] : fromMap(entry);
}

function fromMap(map: Record<string, Plain>): AgentCommand[] {
  return Object.entries(map).map(([head, value]) => command(head, value));
}

/** `*checklist {name}" - Run it` (the quote is a slip that many releases carry). */
function fromString(text: string): AgentCommand {
  const dash = text.search(/\s[-–—]\s/);
  return dash < 0 ? command(text, null) : command(text.slice(0, dash), text.slice(dash + 3));
}

function command(head: string, value: Plain): AgentCommand {
  const [name = ''] = head.replace(/^[\s*"']+/, '').split(/[\s{"']/, 1);
  const args = [...head.matchAll(/\{([^{}]*)\}/g)].map((match) => (match[1] ?? '').trim());
  if (!Array.isArray(value)) return { name, args, description: textOf(value) };
  return { name, args, description: null, steps: value.flatMap(stepsOf) };
}

function stepsOf(entry: Plain): CommandStep[] {
  if (!isMap(entry)) return [{ name: null, text: textOf(entry) ?? '' }];
  return Object.entries(entry).map(([name, value]) => ({ name, text: textOf(value) ?? '' }));
}
