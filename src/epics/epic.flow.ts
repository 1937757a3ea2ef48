import { flow } from '../flow/flow';

export const epicStatuses = ['DRAFT', 'ACTIVE', 'DONE', 'CANCELLED'] as const;
export type EpicStatus = (typeof epicStatuses)[number];

/** The moves of an epic. DONE is refused while a story or a task of it is open. */
export const epicFlow = flow<EpicStatus>({
  DRAFT: ['ACTIVE', 'CANCELLED'],
  ACTIVE: ['DONE', 'CANCELLED'],
  DONE: ['ACTIVE'],
  CANCELLED: ['DRAFT'],
});

export const epicMoves = ['activate', 'done', 'cancel', 'reopen'] as const;
export type EpicMove = (typeof epicMoves)[number];

/** What each move makes of each state that it is for. A state may be reached by several moves, and only by the right one. */
export const epicMoveTable: Record<EpicMove, Partial<Record<EpicStatus, EpicStatus>>> = {
  activate: { DRAFT: 'ACTIVE' },
  done: { ACTIVE: 'DONE' },
  cancel: { DRAFT: 'CANCELLED', ACTIVE: 'CANCELLED' },
  reopen: { DONE: 'ACTIVE', CANCELLED: 'DRAFT' },
};

/** Nothing is added to an epic in one of these. */
export const isEpicOver = (status: EpicStatus): boolean => status === 'DONE' || status === 'CANCELLED';
