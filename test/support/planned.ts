import type { WorkflowStep } from '../../src/definitions/parse/workflow';
import { layOut } from '../../src/workflows/plan/layout';
import type { StageStatus } from '../../src/workflows/stages/stage.flow';

/** A step that says nothing. */
export const bare: WorkflowStep = {
  name: '',
  agents: [],
  action: null,
  creates: [],
  updates: [],
  requires: [],
  uses: [],
  validates: null,
  notes: null,
  condition: null,
  optional: false,
  optional_steps: [],
  repeats: null,
  routes: null,
  duration: null,
  implements: null,
  extra: {},
};

/** What a step makes. */
export const makes = (...names: string[]) => names.map((name) => ({ name, optional: false }));

/** Stages from short descriptions, all PENDING unless said otherwise. */
export function stages(...parts: (Partial<WorkflowStep> & { status?: StageStatus })[]) {
  return layOut(parts.map((part) => ({ ...bare, ...part }))).map((draft, index) => ({
    ...draft,
    id: draft.stageId,
    pass: 1,
    afterPasses: [],
    storyId: null,
    round: 0,
    status: parts[index].status ?? 'PENDING',
    acknowledged: [] as string[],
  }));
}
