import type { PlannedStage } from './plan';

/**
 * The definition's words for the change of hands before a stage: the prompt whose key is `<from>_to_<to>`, where a side
 * may be shortened (`ux` for `ux-expert`). Null where the agent stays the same or the definition has no words. Pure.
 */
export function handoffPrompt(
  stage: PlannedStage,
  stages: readonly PlannedStage[],
  prompts: Readonly<Record<string, string>>,
): string | null {
  const [to] = stage.agentIds;
  const from = stages.findLast(
    ({ position, status, agentIds }) => position < stage.position && status === 'COMPLETED' && agentIds.length > 0,
  )?.agentIds[0];
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
