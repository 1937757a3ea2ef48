import { flow } from '../flow/flow';

export const runStatuses = ['DRAFT', 'ACTIVE', 'PAUSED', 'COMPLETED', 'CANCELLED', 'FAILED'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** The moves of a run. Nothing brings one to DRAFT or FAILED yet: a failed stage waits in an ACTIVE run to be tried again. */
export const runFlow = flow<RunStatus>({
  DRAFT: ['ACTIVE', 'CANCELLED'],
  ACTIVE: ['PAUSED', 'COMPLETED', 'CANCELLED'],
  PAUSED: ['ACTIVE', 'CANCELLED'],
  FAILED: ['ACTIVE', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
});
