import { flow } from '../flow/flow';

export const taskStatuses = [
  'PENDING',
  'IN_PROGRESS',
  'REVIEW',
  'BLOCKED',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** From the least to the most urgent. */
export const taskPriorities = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type TaskPriority = (typeof taskPriorities)[number];

/** The moves of a task. A lease that runs out and a release go back to PENDING; a failed task is tried again from there. */
export const taskFlow = flow<TaskStatus>({
  PENDING: ['IN_PROGRESS', 'BLOCKED', 'CANCELLED'],
  IN_PROGRESS: ['REVIEW', 'COMPLETED', 'FAILED', 'BLOCKED', 'PENDING', 'CANCELLED'],
  REVIEW: ['COMPLETED', 'FAILED', 'IN_PROGRESS', 'CANCELLED'],
  BLOCKED: ['PENDING', 'CANCELLED'],
  FAILED: ['PENDING', 'CANCELLED'],
  COMPLETED: ['PENDING'],
  CANCELLED: ['PENDING'],
});

/** What depends on a task waits until it is in this state. */
export const isTaskOver = (status: TaskStatus): boolean => status === 'COMPLETED' || status === 'CANCELLED';
