import { flow } from '../flow/flow';

export const memoryCategories = [
  'AGENT_CONTEXT',
  'WORKFLOW_PATTERNS',
  'TASK_COMPLETION',
  'COLLABORATION',
  'QUALITY_INSIGHTS',
  'ERROR_PATTERNS',
] as const;
export type MemoryCategory = (typeof memoryCategories)[number];

/** Who a memory is for: the agent that stored it, its team (the agents of its pack), or everyone in the project. */
export const visibilities = ['AGENT', 'TEAM', 'PROJECT'] as const;
export type Visibility = (typeof visibilities)[number];

export const memoryStatuses = ['ACTIVE', 'ARCHIVED', 'SUPERSEDED'] as const;
export type MemoryStatus = (typeof memoryStatuses)[number];

/** Only what is ACTIVE is found by searching. */
export const memoryFlow = flow<MemoryStatus>({
  ACTIVE: ['ARCHIVED', 'SUPERSEDED'],
  ARCHIVED: ['ACTIVE'],
  SUPERSEDED: ['ACTIVE'],
});

/** What a memory was used for; OTHER where the server was not asked. */
export const memoryOperations = [
  'STORE',
  'CONTEXT',
  'SEARCH',
  'ACTIVATION',
  'TASK',
  'WORKFLOW',
  'QUALITY',
  'ERROR',
  'OTHER',
] as const;
export type MemoryOperation = (typeof memoryOperations)[number];
