import { flow } from '../flow/flow';

export const runStatuses = ['DRAFT', 'ACTIVE', 'PAUSED', 'COMPLETED', 'CANCELLED', 'FAILED'] as const;
export type RunStatus = (typeof runStatuses)[number];

/**
 * The moves of a run. Runs begin ACTIVE: DRAFT is kept for clients that know it. A failed stage waits in an ACTIVE run to be
 * tried again; a run is FAILED once somebody gives it up. What has ended stays ended: it may be forked.
 */
export const runFlow = flow<RunStatus>({
  DRAFT: ['ACTIVE', 'CANCELLED'],
  ACTIVE: ['PAUSED', 'COMPLETED', 'CANCELLED', 'FAILED'],
  PAUSED: ['ACTIVE', 'CANCELLED', 'FAILED'],
  FAILED: [],
  COMPLETED: [],
  CANCELLED: [],
});
