import type { WorkflowStep } from '../../definitions/parse/workflow';
import { cyclesOf } from './cycles';

export interface StageDraft {
  stageId: string;
  position: number;
  name: string;
  step: WorkflowStep;
  agentIds: string[];
  /** The readable id of the first stage of its cycle; null outside of cycles. */
  cycle: string | null;
}

const ID_LENGTH = 60;

/** The stages of a sequence, in order, each with a readable id that is unique among them. */
export function layOut(steps: readonly WorkflowStep[]): StageDraft[] {
  const taken = new Set<string>();
  const ids = steps.map((step, index) => unique(slug(step.name) || `step-${index + 1}`, taken));
  const openers = cyclesOf(steps);
  return steps.map((step, index) => {
    const opener = openers[index];
    const cycle = opener === null ? null : ids[opener];
    return { stageId: ids[index], position: index + 1, name: step.name, step, agentIds: step.agents, cycle };
  });
}

/** The readable id of a stage in a pass: `story-md`, `story-md.2`. A slug has no dot. */
export const idInPass = (stageId: string, pass: number): string => (pass === 1 ? stageId : `${stageId}.${pass}`);

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
