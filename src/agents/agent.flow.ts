import { flow } from '../flow/flow';

export const holds = ['AVAILABLE', 'PAUSED', 'OFFLINE'] as const;
export type Hold = (typeof holds)[number];

/** What people do to an agent. Whether an AVAILABLE one is IDLE, ACTIVE or BUSY follows from its sessions. */
export const holdFlow = flow<Hold>({
  AVAILABLE: ['PAUSED', 'OFFLINE'],
  PAUSED: ['AVAILABLE', 'OFFLINE'],
  OFFLINE: ['AVAILABLE'],
});
