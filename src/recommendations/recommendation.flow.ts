import { flow } from '../flow/flow';

/** What there is to recommend. */
export const recommendationKinds = [
  'BOTTLENECK_STAGE',
  'OVERLOADED_AGENT',
  'FALLING_SUCCESS',
  'FALLING_QUALITY',
  'WEAK_HANDOFF_PAIR',
  'ESTIMATE_BIAS',
  'AGEING_WORK',
  'IDLE_READY_WORK',
  'STALE_GATE',
  'UNUSED_MEMORY',
  'RECURRING_ERROR',
] as const;
export type RecommendationKind = (typeof recommendationKinds)[number];

export const recommendationStatuses = [
  'OPEN',
  'ACCEPTED',
  'DISMISSED',
  'OVER',
  'VERIFIED',
  'REFUTED',
  'INCONCLUSIVE',
] as const;
export type RecommendationStatus = (typeof recommendationStatuses)[number];

/**
 * The moves of a recommendation. People accept or dismiss it; it is over by itself once what it says is no longer so. Some
 * time after it was accepted the server measures whether it has helped.
 */
export const recommendationFlow = flow<RecommendationStatus>({
  OPEN: ['ACCEPTED', 'DISMISSED', 'OVER'],
  ACCEPTED: ['VERIFIED', 'REFUTED', 'INCONCLUSIVE', 'DISMISSED'],
  DISMISSED: [],
  OVER: [],
  VERIFIED: [],
  REFUTED: [],
  INCONCLUSIVE: [],
});
