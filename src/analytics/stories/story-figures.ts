import type { Definitions } from '../figures/definition';
import { type Measured, measured, number, share } from '../figures/figure';
import type { EstimateTally, GateTally, StoryTally } from './story-tallies.service';

const done = { table: 'stories', at: 'ended_at', where: "status = 'DONE'" };
const started = { ...done, where: `${done.where} and started_at is not null` };
const gates = { table: 'quality_gates', at: 'created_at' };
const cycle = (percent: number) =>
  `The hours from start to done within which ${percent} % of the done stories were done.`;

/** What stories tell. */
export const storyDefinitions = {
  stories_created: { text: 'How many stories were written down.', unit: 'COUNT', table: 'stories', at: 'created_at' },
  stories_done: { text: 'How many stories were done, and still are.', unit: 'COUNT', ...done },
  stories_cancelled: { text: 'How many were cancelled.', unit: 'COUNT', ...done, where: "status = 'CANCELLED'" },
  points_done: { text: 'The points of the done stories together.', unit: 'POINTS', ...done },
  done_rate: {
    text: 'The share of the stories that ended (done, cancelled) that were done.',
    unit: 'SHARE',
    ...done,
    where: "status in ('DONE', 'CANCELLED')",
  },
  cycle_hours_p50: { text: cycle(50), unit: 'HOURS', ...started },
  cycle_hours_p85: { text: cycle(85), unit: 'HOURS', ...started },
  cycle_hours_p95: { text: cycle(95), unit: 'HOURS', ...started },
  lead_hours_p50: {
    text: 'The hours since they were written down within which half of the done stories were done.',
    unit: 'HOURS',
    ...done,
  },
  lead_hours_p85: { text: 'The same for 85 % of them.', unit: 'HOURS', ...done },
  gates_judged: { text: 'How many verdicts of quality gates were given.', unit: 'COUNT', ...gates },
  first_pass_rate: {
    text: 'The share of the verdicts that were the first on their story that were PASS.',
    unit: 'SHARE',
    ...gates,
  },
  gate_quality: {
    text: 'The mean quality score of the verdicts that have one, 0 to 100.',
    unit: 'SCORE',
    ...gates,
    where: 'quality_score is not null',
  },
  estimate_ratio: {
    text: 'The hours that the done stories took together, by the hours that were estimated; above 1 they took longer. Over those of which both are known, by story_rollups.',
    unit: 'RATIO',
    ...done,
  },
} as const satisfies Definitions;

/** What is known of the stories of one range. */
export interface StoryRange {
  created: number;
  ended: StoryTally;
  gates: GateTally;
  estimates: EstimateTally;
}

export function storyMeasures({
  created,
  ended,
  gates,
  estimates,
}: StoryRange): Record<keyof typeof storyDefinitions, Measured> {
  const { done, cancelled, points, pointed, cycle, lead } = ended;
  const { both, actual, estimated } = estimates;
  return {
    stories_created: number(created),
    stories_done: number(done),
    stories_cancelled: number(cancelled),
    points_done: { value: points, over: pointed },
    done_rate: share(done, done + cancelled),
    cycle_hours_p50: measured(cycle?.[0] ?? null, ended.started),
    cycle_hours_p85: measured(cycle?.[1] ?? null, ended.started),
    cycle_hours_p95: measured(cycle?.[2] ?? null, ended.started),
    lead_hours_p50: measured(lead?.[0] ?? null, done),
    lead_hours_p85: measured(lead?.[1] ?? null, done),
    gates_judged: number(gates.judged),
    first_pass_rate: share(gates.firstPassed, gates.first),
    gate_quality: measured(gates.quality, gates.scored),
    estimate_ratio: measured(both ? actual! / estimated! : null, both),
  };
}
