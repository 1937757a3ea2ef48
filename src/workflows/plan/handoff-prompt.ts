import { isBefore } from './passes';
import type { Answers, PlannedStage } from './planned';

/** The stage that hands over to this one: the last that was completed before it, if it named an agent. Pure. */
export function handsOver<S extends PlannedStage>(stage: S, stages: readonly S[]): S | undefined {
  const isPassBefore = (other: S) =>
    other.cycle !== null && other.cycle === stage.cycle && stage.afterPasses.includes(other.pass);
  return stages.findLast(
    (other) =>
      other.status === 'COMPLETED' && other.agentIds.length > 0 && (isBefore(other, stage) || isPassBefore(other)),
  );
}

/**
 * The definition's words for the change of hands before a stage: the prompt whose key is `<from>_to_<to>`, where a side
 * may be shortened (`ux` for `ux-expert`). Null where the agent stays the same or the definition has no words. Pure.
 */
export function handoffPrompt<S extends PlannedStage>(
  stage: S,
  stages: readonly S[],
  prompts: Readonly<Record<string, string>>,
  known: Known = { context: {}, answers: new Map(), epicId: null },
): string | null {
  const [to] = stage.agentIds;
  const giver = handsOver(stage, stages);
  const from = giver?.agentIds[0];
  if (!from || !to || from === to) return null;
  const key = Object.keys(prompts).find((name) => {
    const [short, taker] = name.split('_to_');
    return taker !== undefined && means(short, from) && means(taker, to);
  });
  return key ? fill(prompts[key], valuesOf(giver, giver.storyId ?? stage.storyId, known)) : null;
}

/** What the variables of a prompt may stand for. */
export interface Known {
  /** As given at the start of the run. */
  context: Readonly<Record<string, unknown>>;
  answers: Answers;
  /** The epic that the run works on, by its readable id. */
  epicId: string | null;
}

type Values = ReadonlyMap<string, unknown>;

/**
 * What the stage before has put out wins over answers, these over the story of the pass and the epic of the run, and these
 * over the context of the run.
 */
function valuesOf(
  { outputs, step }: PlannedStage & { outputs?: Readonly<Record<string, unknown>> | null },
  storyId: string | null,
  { context, answers, epicId }: Known,
): Values {
  const chosen = [...answers]
    .filter(([name]) => name.startsWith('route:'))
    .map(([, way]) => [String(way), true] as const);
  const made = step.creates.map(({ name }) => name).join(', ');
  return new Map<string, unknown>([
    ...Object.entries(context),
    ...(storyId === null ? [] : [['story_id', storyId] as const]),
    ...(epicId === null ? [] : [['epic_id', epicId] as const]),
    ...(made ? [['document_list', made] as const] : []),
    ...chosen,
    ...answers,
    ...Object.entries(outputs ?? {}),
  ]);
}

/**
 * Puts values in the place of `{{name}}`, and keeps or drops lines that begin with `{{if name}}`. What is not known stays as
 * it is written, so that whoever reads it sees what is missing. Pure.
 */
export function fill(prompt: string, values: Values): string {
  const lines = prompt.split('\n').flatMap((line) => {
    const [, indent, name, rest] = /^(\s*(?:[-*] )?)\{\{if ([^}]+)\}\}:?\s*(.*)$/.exec(line) ?? [];
    const value = name === undefined ? undefined : values.get(name.trim());
    if (value === undefined) return line;
    return value === false || value === null || value === '' ? [] : `${indent}${rest}`;
  });
  return lines.join('\n').replace(/\{\{([^{}]+)\}\}/g, (whole, name: string) => {
    const value = values.get(name.trim());
    if (value === undefined || value === null) return whole;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

const plain = (name: string) => name.toLowerCase().replaceAll('_', '-');
const means = (short: string, agent: string) =>
  plain(agent) === plain(short) || plain(agent).startsWith(`${plain(short)}-`);
