import { flow } from '../flow/flow';

export const storyStatuses = ['DRAFT', 'APPROVED', 'IN_PROGRESS', 'REVIEW', 'DONE', 'BLOCKED', 'CANCELLED'] as const;
export type StoryStatus = (typeof storyStatuses)[number];

/** The moves of a story. DONE is reached from REVIEW only, and guarded; a story that was done comes back by reopening. */
export const storyFlow = flow<StoryStatus>({
  DRAFT: ['APPROVED', 'CANCELLED'],
  APPROVED: ['IN_PROGRESS', 'BLOCKED', 'CANCELLED'],
  IN_PROGRESS: ['REVIEW', 'BLOCKED', 'CANCELLED'],
  REVIEW: ['DONE', 'IN_PROGRESS', 'BLOCKED', 'CANCELLED'],
  BLOCKED: ['APPROVED', 'IN_PROGRESS', 'REVIEW', 'CANCELLED'],
  DONE: ['IN_PROGRESS'],
  CANCELLED: ['DRAFT'],
});

export const storyMoves = ['approve', 'start', 'submit', 'done', 'block', 'unblock', 'cancel', 'reopen'] as const;
export type StoryMove = (typeof storyMoves)[number];

/** Where a blocked story returns to is its own `blockedFrom`. */
const moveTable: Record<Exclude<StoryMove, 'unblock'>, Partial<Record<StoryStatus, StoryStatus>>> = {
  approve: { DRAFT: 'APPROVED' },
  start: { APPROVED: 'IN_PROGRESS', REVIEW: 'IN_PROGRESS' },
  submit: { IN_PROGRESS: 'REVIEW' },
  done: { REVIEW: 'DONE' },
  block: { APPROVED: 'BLOCKED', IN_PROGRESS: 'BLOCKED', REVIEW: 'BLOCKED' },
  cancel: {
    DRAFT: 'CANCELLED',
    APPROVED: 'CANCELLED',
    IN_PROGRESS: 'CANCELLED',
    REVIEW: 'CANCELLED',
    BLOCKED: 'CANCELLED',
  },
  reopen: { DONE: 'IN_PROGRESS', CANCELLED: 'DRAFT' },
};

/** A state and, when it is BLOCKED, the one before. */
export interface StoryState {
  status: StoryStatus;
  blockedFrom: StoryStatus | null;
}

/** What a move makes of a story, if it is open to it: a state may be reached by several moves, and only by the right one. */
export const afterMove = ({ status, blockedFrom }: StoryState, move: StoryMove): StoryStatus | undefined =>
  move === 'unblock' ? (blockedFrom ?? undefined) : moveTable[move][status];

/** The moves that are open to a story. */
export const openMoves = (state: StoryState): StoryMove[] => storyMoves.filter((move) => afterMove(state, move));

/** No more work on a story in one of these. */
export const isStoryOver = (status: StoryStatus): boolean => status === 'DONE' || status === 'CANCELLED';
