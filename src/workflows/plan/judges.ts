import type { WorkflowStep } from '../../definitions/parse/workflow';

/** How words begin that name a judgement: `review_implementation`, `qa-gate`, `validate`. */
const JUDGING = /^(re-?)?(review|validat|verif|approv|audit|assess|inspect|check|((qa|quality)[\s_-]*)?gate)/i;

/** Whether a step judges what is there instead of changing it: its words say so, and it makes nothing. Pure. */
export function judges({ name, action, uses, validates, creates }: WorkflowStep): boolean {
  if (creates.length) return false;
  return validates !== null || [name, action ?? '', ...uses].some((words) => JUDGING.test(words));
}
