import { isBefore } from './passes';
import type { PlannedStage } from './planned';

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
): string | null {
  const [to] = stage.agentIds;
  const from = handsOver(stage, stages)?.agentIds[0];
  if (!from || !to || from === to) return null;
  const key = Object.keys(prompts).find((name) => {
    const [giver, taker] = name.split('_to_');
    return taker !== undefined && means(giver, from) && means(taker, to);
  });
  return key ? prompts[key] : null;
}

const plain = (name: string) => name.toLowerCase().replaceAll('_', '-');
const means = (short: string, agent: string) =>
  plain(agent) === plain(short) || plain(agent).startsWith(`${plain(short)}-`);
