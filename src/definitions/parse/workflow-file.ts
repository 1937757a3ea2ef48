import { climb } from './ladder';
import { cleanText, ProblemList, type Parsed, type Source } from './parsed';
import { extraOf, idOf, isMap, listOf, mapOf, textOf, type Plain, type PlainMap } from './values';
import type { WorkflowBody, WorkflowStep, WorkflowVariant } from './workflow';
import { stepOf } from './workflow-step';

const TYPES = ['GREENFIELD', 'BROWNFIELD', 'CUSTOM'] as const;
const KNOWN = [
  'id',
  'name',
  'title',
  'description',
  'type',
  'project_types',
  'handoff_prompts',
  'decision_guidance',
  'flow_diagram',
  'triggers',
];

/** Reads a workflow file. Never throws on content. */
export function parseWorkflow({ file, text }: Source): Parsed<WorkflowBody> {
  const problems = new ProblemList(file);
  const { data, tier } = climb(cleanText(text), 1, problems);
  const root = isMap(data) && isMap(data.workflow) ? data.workflow : data;
  if (!isMap(root)) {
    problems.error('no workflow: the file is not a map of keys');
    return { body: null, problems: problems.all, tier };
  }
  const { variants, used } = variantsOf(root, problems);
  if (!variants.length) problems.error('no steps: neither a "sequence", "phases" nor "steps"');
  return {
    body: variants.length ? workflowOf(root, variants, used, file, problems) : null,
    problems: problems.all,
    tier,
  };
}

function workflowOf(
  root: PlainMap,
  variants: WorkflowVariant[],
  used: string[],
  file: string,
  problems: ProblemList,
): WorkflowBody {
  const id =
    root.id === undefined && textOf(root.name) ? idOf(root.name, file, problems) : idOf(root.id, file, problems);
  const type = textOf(root.type);
  const known = TYPES.find((name) => name === type?.toUpperCase());
  return {
    id,
    name: textOf(root.title) ?? textOf(root.name) ?? id,
    description: textOf(root.description),
    type: known ?? 'CUSTOM',
    project_types: listOf(root.project_types),
    variants,
    handoff_prompts: promptsOf(root.handoff_prompts),
    decision_guidance: mapOf(root.decision_guidance),
    flow_diagram: textOf(root.flow_diagram),
    ...(root.triggers !== undefined && { triggers: root.triggers }),
    extra: { ...extraOf(root, [...KNOWN, ...used]), ...(type && !known && { type }) },
  };
}

function promptsOf(value: Plain | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(mapOf(value)).map(([name, prompt]) => [name, textOf(prompt) ?? '']));
}

/** The ways through the workflow, in the file's order, and the keys in which they were found. */
function variantsOf(root: PlainMap, problems: ProblemList): { variants: WorkflowVariant[]; used: string[] } {
  const variants: WorkflowVariant[] = [];
  const used: string[] = [];
  for (const [key, value] of Object.entries(root)) {
    if (KNOWN.includes(key)) continue;
    const steps = stepsUnder(key, value, problems);
    const last = variants.at(-1);
    if (steps?.length) variants.push({ name: key, steps });
    else if (last && isClosing(key, value) && !ends(last.steps))
      last.steps.push(...stepsIn([{ [key]: value }], key, problems));
    else continue;
    used.push(key);
  }
  return { variants, used };
}

/** The steps that a key of the workflow holds; null when it holds something else. */
function stepsUnder(key: string, value: Plain, problems: ProblemList): WorkflowStep[] | null {
  if (Array.isArray(value) && (/sequence$/.test(key) || key === 'steps' || key === 'stages'))
    return stepsIn(value, key, problems);
  if (key !== 'phases') return null;
  if (isMap(value)) return Object.entries(value).flatMap(([phase, steps]) => phaseOf(phase, steps, problems));
  return Array.isArray(value) ? stepsIn(value, key, problems) : null;
}

function phaseOf(phase: string, value: Plain, problems: ProblemList): WorkflowStep[] {
  const steps = stepsIn(Array.isArray(value) ? value : [value], phase, problems);
  return steps.map((step) => ({ ...step, extra: { ...step.extra, phase } }));
}

function stepsIn(entries: readonly Plain[], key: string, problems: ProblemList): WorkflowStep[] {
  return entries.flatMap((entry, index) => {
    const group = groupOf(entry);
    if (group) return cycleOf(group, stepsIn(group.steps, group.name, problems));
    const step = stepOf(entry);
    if (!step) problems.warning(`entry ${index + 1} of "${key}" says nothing; left out`);
    return step ?? [];
  });
}

/** An entry that holds steps of its own under its name: `repeat_development_cycle: [ … ]`. */
interface Group {
  name: string;
  steps: Plain[];
}

function groupOf(entry: Plain): Group | null {
  if (!isMap(entry)) return null;
  const [only, ...more] = Object.entries(entry);
  if (!only || more.length || !Array.isArray(only[1]) || !only[1].some(isMap)) return null;
  return { name: only[0], steps: only[1] };
}

/** The steps of a group; where its name says that they are repeated they are a cycle, with that name as its end. */
function cycleOf({ name }: Group, steps: WorkflowStep[]): WorkflowStep[] {
  const [first, ...rest] = steps;
  const end = stepOf({ step: name });
  if (!first || !end || !/^repeat/i.test(name)) return steps;
  return [{ ...first, repeats: first.repeats ?? name }, ...rest, end];
}

/** Files with several sequences put the closing steps of each beside it: `prototype_workflow_end: { action, notes }`. */
function isClosing(key: string, value: Plain): boolean {
  return isMap(value) && typeof value.action === 'string' && /_(end|guidance)$/.test(key);
}

function ends(steps: readonly WorkflowStep[]): boolean {
  return /workflow_end$/.test(steps.at(-1)?.name ?? '');
}
