import { excerpt } from '../../memory/lessons/excerpt';
import { type Lesson, linksTo } from '../../memory/lessons/lesson';
import { says } from '../../memory/lessons/says';
import type { Story } from '../story.entity';
import type { GateIssue, GateVerdict, QualityGate } from './gate.entity';

/** How many issues are remembered, and how many characters of each text. */
const ISSUES = 30;
const TEXT = 1_000;

const importances: Record<GateVerdict, number> = { FAIL: 0.7, CONCERNS: 0.6, WAIVED: 0.6, PASS: 0.4 };

interface Nfr {
  status?: string;
  notes?: string;
}

/** What a verdict says of a non-functional requirement that does not pass. */
const lacking = ({ nfrValidation }: Pick<QualityGate, 'nfrValidation'>): [name: string, nfr: Nfr][] =>
  (Object.entries(nfrValidation) as [string, Nfr | undefined][]).filter(
    (entry): entry is [string, Nfr] => entry[1]?.status !== undefined && entry[1].status !== 'PASS',
  );

/**
 * What is remembered of a verdict: what was found, what was let through and why. One that found nothing and gives no reason
 * in words teaches nothing.
 */
export function gateLesson(gate: QualityGate, story: Story): Lesson | undefined {
  const { topIssues, statusReason, waiverReason, waivedBy } = gate;
  const nfrs = lacking(gate);
  if (!topIssues.length && !nfrs.length && waiverReason === null && !says(statusReason)) return undefined;
  const parts = [
    excerpt(statusReason, TEXT),
    ...topIssues.slice(0, ISSUES).map(issueText),
    ...nfrs.map(([name, { status, notes }]) => `${name} ${status}${notes ? `: ${excerpt(notes, TEXT)}` : ''}`),
    ...(waiverReason === null ? [] : [`Waived by ${waivedBy}: ${excerpt(waiverReason, TEXT)}`]),
  ];
  return {
    category: 'QUALITY_INSIGHTS',
    content: `Gate ${gate.gate} of story ${story.storyId} '${story.title}': ${parts.join('\n')}`,
    agent: gate.reviewer,
    importance: importances[gate.gate],
    entities: topIssues.map(({ id }) => id),
    tags: story.tags,
    links: linksTo({ gate: gate.id, story: story.storyId }),
    context: { learned_from: 'story.judged', gate: gate.gate, revision: gate.revision },
  };
}

const issueText = ({ id, severity, finding, suggested_action: action }: GateIssue): string =>
  `${severity} ${id}: ${excerpt(finding, TEXT)}${action ? ` → ${excerpt(action, TEXT)}` : ''}`;
