import type { Definitions } from '../figures/definition';
import { type Measured, measured, number, share } from '../figures/figure';
import type { HandoffTally } from './handoff-tallies.service';
import type { MeetingTally } from './pairs.service';

const handoffs = { table: 'agent_collaborations', at: 'started_at', where: "type = 'HANDOFF'" };
const answered = { ...handoffs, where: `${handoffs.where} and status <> 'OFFERED'` };
const accepted = { ...handoffs, where: `${handoffs.where} and accepted_at is not null` };
const others = { table: 'agent_collaborations', at: 'started_at', where: "type <> 'HANDOFF'" };

/** What handoffs tell. Each counts where it was offered. */
export const handoffDefinitions = {
  handoffs_offered: { text: 'How many handoffs were offered.', unit: 'COUNT', ...handoffs },
  handoffs_accepted: { text: 'How many of these were accepted.', unit: 'COUNT', ...accepted },
  handoffs_rejected: {
    text: 'How many of these were rejected.',
    unit: 'COUNT',
    ...handoffs,
    where: `${handoffs.where} and status = 'REJECTED'`,
  },
  handoffs_expired: {
    text: 'How many of these nobody answered in time.',
    unit: 'COUNT',
    ...handoffs,
    where: `${handoffs.where} and status = 'EXPIRED'`,
  },
  acceptance_rate: {
    text: 'The share of those that were answered or have expired that were accepted.',
    unit: 'SHARE',
    ...answered,
  },
  hours_to_accept_p50: {
    text: 'The hours within which half of the accepted ones were accepted.',
    unit: 'HOURS',
    ...accepted,
  },
  hours_to_accept_p95: { text: 'The same for 95 % of them.', unit: 'HOURS', ...accepted },
  completeness: {
    text: 'How much of what a receiver needs was in them, 0 to 100, in the mean.',
    unit: 'SCORE',
    ...handoffs,
  },
  quality: {
    text: 'The mean rating that receivers gave, 0 to 100.',
    unit: 'SCORE',
    ...handoffs,
    where: `${handoffs.where} and quality is not null`,
  },
} as const satisfies Definitions;

/** What reviews, consultations and work side by side tell. */
export const meetingDefinitions = {
  started: { text: 'How many collaborations of this type began.', unit: 'COUNT', ...others },
  ended: {
    text: 'How many of these have ended.',
    unit: 'COUNT',
    ...others,
    where: `${others.where} and ended_at is not null`,
  },
  rating: {
    text: 'The mean rating of how they went, 0 to 100.',
    unit: 'SCORE',
    ...others,
    where: `${others.where} and success_rating is not null`,
  },
} as const satisfies Definitions;

type Named<D> = Record<keyof D, Measured>;

export function handoffMeasures(tally: HandoffTally): Named<typeof handoffDefinitions> {
  const { offered, accepted, rejected, expired } = tally;
  return {
    handoffs_offered: number(offered),
    handoffs_accepted: number(accepted),
    handoffs_rejected: number(rejected),
    handoffs_expired: number(expired),
    acceptance_rate: share(accepted, accepted + rejected + expired),
    hours_to_accept_p50: measured(tally.hoursToAcceptP50, accepted),
    hours_to_accept_p95: measured(tally.hoursToAcceptP95, accepted),
    completeness: measured(tally.completeness, offered),
    quality: measured(tally.quality, tally.rated),
  };
}

export const meetingMeasures = ({ started, ended, rated, rating }: MeetingTally): Named<typeof meetingDefinitions> => ({
  started: number(started),
  ended: number(ended),
  rating: measured(rating, rated),
});
