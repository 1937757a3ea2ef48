import { flow } from '../flow/flow';

export const epicStatuses = ['DRAFT', 'ACTIVE', 'DONE', 'CANCELLED'] as const;
export type EpicStatus = (typeof epicStatuses)[number];

/** The moves of an epic. DONE is refused while a story of it is open. */
export const epicFlow = flow<EpicStatus>({
  DRAFT: ['ACTIVE', 'CANCELLED'],
  ACTIVE: ['DONE', 'CANCELLED'],
  DONE: ['ACTIVE'],
  CANCELLED: ['DRAFT'],
});
