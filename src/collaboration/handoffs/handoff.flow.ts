import { flow } from '../../flow/flow';

export const handoffStatuses = ['OFFERED', 'ACCEPTED', 'REJECTED', 'EXPIRED', 'COMPLETED'] as const;
export type HandoffStatus = (typeof handoffStatuses)[number];

/** The moves of a handoff. An offer that nobody answers expires by itself. */
export const handoffFlow = flow<HandoffStatus>({
  OFFERED: ['ACCEPTED', 'REJECTED', 'EXPIRED'],
  ACCEPTED: ['COMPLETED'],
  REJECTED: [],
  EXPIRED: [],
  COMPLETED: [],
});
