import { flow } from '../flow/flow';

export const runStatuses = ['DRAFT', 'ACTIVE', 'PAUSED', 'COMPLETED', 'CANCELLED', 'FAILED'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** The moves of a run. A FAILED run comes back to life when its failed stage is tried again. */
export const runFlow = flow<RunStatus>({
  DRAFT: ['ACTIVE', 'CANCELLED'],
  ACTIVE: ['PAUSED', 'COMPLETED', 'CANCELLED', 'FAILED'],
  PAUSED: ['ACTIVE', 'CANCELLED'],
  FAILED: ['ACTIVE', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
});
