import type { StageDraft } from '../plan/layout';
import { idInPass } from '../plan/layout';
import type { PlannedStage } from '../plan/planned';

/**
 * A stage as it is before anything happens to it: its step as the definition has it, without the way or the agent that was
 * chosen. Where its whole cycle begins anew, so does the choice of stories. Pure.
 */
export function beginAnew(
  { id, stageId, cycle, pass, storyId, afterPasses }: PlannedStage & { id: string },
  target: Pick<PlannedStage, 'cycle'>,
  drafts: readonly StageDraft[],
) {
  const { step, agentIds } = drafts.find((draft) => idInPass(draft.stageId, pass) === stageId)!;
  const whole = cycle !== null && cycle !== target.cycle;
  return {
    id,
    step,
    agentIds,
    storyId: whole ? null : storyId,
    afterPasses: whole ? (pass > 1 ? [pass - 1] : []) : [...afterPasses],
  };
}
