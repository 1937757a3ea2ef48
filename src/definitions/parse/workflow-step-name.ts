import { listOf, textOf, type PlainMap } from './values';

/**
 * What to call a step: its `step` (unless that is a number), `id` or `name`; else the key without a value, which is how
 * releases before 4.42 named steps (`- workflow_end:`); else its task, or who does what.
 */
export function stepName(step: PlainMap): string {
  const label = [step.step, step.id, step.name]
    .map((value) => textOf(value))
    .find((text) => text !== null && !/^\d+(\.\d+)*$/.test(text));
  return label ?? emptyKey(step) ?? textOf(step.task) ?? deed(step) ?? textOf(step.step) ?? 'step';
}

function emptyKey(step: PlainMap): string | null {
  const entry = Object.entries(step).find(
    ([key, value]) => key !== '' && !OWN_KEYS.has(key) && (value === null || value === ''),
  );
  return entry?.[0] ?? null;
}

/** Keys that may stand empty without naming the step. */
const OWN_KEYS = new Set([
  'step',
  'id',
  'name',
  'agent',
  'action',
  'creates',
  'updates',
  'requires',
  'uses',
  'notes',
  'condition',
  'validates',
]);

/** `analyst: project-brief.md`, `po: shard_documents`, `pm: update prd.md`. */
function deed(step: PlainMap): string | null {
  const what =
    textOf(step.action) ??
    textOf(step.title) ??
    phrase('', step.creates ?? step.output ?? step.outputs) ??
    phrase('update ', step.updates) ??
    phrase('validate ', step.validates) ??
    phrase('', step.uses);
  const who = phrase('', step.agent ?? step.agents);
  return who && what ? `${who}: ${what}` : (what ?? who);
}

function phrase(verb: string, value: PlainMap[string] | undefined): string | null {
  const names = listOf(value).join(', ');
  return names ? verb + names : null;
}
