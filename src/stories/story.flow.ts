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

/** No more work on a story in one of these. */
export const isStoryOver = (status: StoryStatus): boolean => status === 'DONE' || status === 'CANCELLED';
