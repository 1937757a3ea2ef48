import type { WorkflowStep } from '../../definitions/parse/workflow';

export interface StageDraft {
  stageId: string;
  position: number;
  name: string;
  step: WorkflowStep;
  agentIds: string[];
}

const ID_LENGTH = 60;

/** The stages of a sequence, in order, each with a readable id that is unique among them. */
export function layOut(steps: readonly WorkflowStep[]): StageDraft[] {
  const taken = new Set<string>();
  return steps.map((step, index) => {
    const stageId = unique(slug(step.name) || `step-${index + 1}`, taken);
    return { stageId, position: index + 1, name: step.name, step, agentIds: step.agents };
  });
}

const slug = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .slice(0, ID_LENGTH)
    .replace(/^-+|-+$/g, '');

function unique(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
  taken.add(id);
  return id;
}
