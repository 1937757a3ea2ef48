import type { Action, Answer, Kind, Rule } from './actions';
import { epicRules } from './epic-rules';
import { evidenceRules } from './evidence-rules';
import { leaseRules } from './lease-rules';
import type { Model } from './state';
import { storyRules } from './story-rules';
import { taskRules } from './task-rules';

const rules = { ...taskRules, ...leaseRules, ...storyRules, ...evidenceRules, ...epicRules } satisfies Record<
  Kind,
  unknown
>;

export const kinds = Object.keys(rules) as Kind[];

const ruleOf = (action: Action): Rule<Action> => rules[action.do] as unknown as Rule<Action>;

/** What stands against an action now. The model stays as it is. */
export function objections(model: Model, action: Action): string[] {
  const { before, against } = ruleOf(action);
  if (!before || !model.tasks.some(({ lease }) => lease?.overdue)) return against(model, action);
  const later = structuredClone(model);
  before(later);
  return against(later, action);
}

/** `story-not-done for gate, tasks`, `illegal-move at 2`; undefined for what was accepted. */
export function refusalIn({ status, body }: Answer): string | undefined {
  if (status < 300) return undefined;
  const type = String(body.type).replace('urn:bmad:problem:', '');
  const fields = ((body.errors ?? []) as { field: string }[]).map(({ field }) => field);
  const [, place] = /^operations\.(\d+)/.exec(fields[0] ?? '') ?? [];
  if (place !== undefined) return `${type} at ${place}`;
  return type.endsWith('-not-done') ? `${type} for ${[...new Set(fields)].sort().join(', ')}` : type;
}

/**
 * Has the model do what the server has done.
 * @param alone whether nobody else was at work: then refusals have to name what stands against the action
 * @returns why the server may not have answered so; undefined when it may
 */
export function follow(model: Model, action: Action, answer: Answer, alone = true): string | undefined {
  const { before, against, fits, happen } = ruleOf(action);
  before?.(model);
  const expected = against(model, action);
  const refusal = refusalIn(answer);
  if (answer.status >= 500) return `the server failed: ${JSON.stringify(answer.body)}`;
  if (refusal === undefined) {
    if (expected.length) return `it was accepted in spite of ${expected.join(' and ')}`;
    if (fits && !fits(model, action, answer.body, alone)) return `another answer was due`;
    happen(model, action, answer.body);
    return undefined;
  }
  if (!expected.length) return `it was refused: ${JSON.stringify(answer.body)}`;
  if (alone && !expected.includes(refusal)) return `it was refused as ${refusal}, not as ${expected.join(' or ')}`;
  return undefined;
}
