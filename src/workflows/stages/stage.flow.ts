import { flow } from '../../flow/flow';

export const stageStatuses = ['PENDING', 'READY', 'ACTIVE', 'COMPLETED', 'SKIPPED', 'FAILED'] as const;
export type StageStatus = (typeof stageStatuses)[number];

/** The moves of a stage. READY means that everything before it is settled and its decisions are made. */
export const stageFlow = flow<StageStatus>({
  PENDING: ['READY', 'SKIPPED'],
  READY: ['ACTIVE', 'SKIPPED'],
  ACTIVE: ['COMPLETED', 'FAILED'],
  FAILED: ['READY', 'SKIPPED'],
  COMPLETED: [],
  SKIPPED: [],
});

/** Nothing more happens to a stage in one of these. */
export const isSettled = (status: StageStatus): boolean => status === 'COMPLETED' || status === 'SKIPPED';

/** The way back that a stage goes with its task when that is given back. */
export const releaseFlow = flow<StageStatus>({
  PENDING: [],
  READY: [],
  ACTIVE: ['READY'],
  COMPLETED: [],
  SKIPPED: [],
  FAILED: [],
});

/** The way back that only a rework goes. */
export const reworkFlow = flow<StageStatus>({
  PENDING: [],
  READY: ['PENDING'],
  ACTIVE: ['PENDING'],
  COMPLETED: ['PENDING'],
  SKIPPED: ['PENDING'],
  FAILED: ['PENDING'],
});
