import type { Story } from '../story.entity';
import type { QualityGate } from './gate.entity';

/** Whether the story has changed since it was judged. */
export const isStale = (gate: Pick<QualityGate, 'revision'>, { revision }: Pick<Story, 'revision'>): boolean =>
  gate.revision !== revision;

/** Whether its waiver has run out. */
export const isExpired = ({ waiverExpiresAt }: Pick<QualityGate, 'waiverExpiresAt'>, now = new Date()): boolean =>
  waiverExpiresAt !== null && waiverExpiresAt <= now;

/** What a story's newest gate has against DONE; undefined when it lets it through. */
export function gateObjection(gate: QualityGate | undefined, story: Pick<Story, 'revision'>): string | undefined {
  if (!gate) return 'there is no quality gate';
  if (isStale(gate, story)) {
    return `the newest quality gate is stale: it judged revision ${gate.revision}, the story is at ${story.revision}`;
  }
  if (gate.gate === 'FAIL') return `the newest quality gate is FAIL: ${gate.statusReason}`;
  if (isExpired(gate)) return `the waiver of the newest quality gate expired at ${gate.waiverExpiresAt!.toISOString()}`;
  return undefined;
}
