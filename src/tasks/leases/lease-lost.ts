import { Problem } from '../../problems/problem';
import { taskFlow } from '../task.flow';
import type { TaskMove } from '../task.moves';
import type { LockedTask, TaskState } from '../task-rows.service';

/** Who has the task, or what became of it. */
export function whereabouts({ status, claimedBy, claimedSession, leaseExpiresAt }: TaskState): string {
  if (!leaseExpiresAt) return `is ${status}`;
  const owner = `'${claimedBy}' in the session '${claimedSession}'`;
  return leaseExpiresAt <= new Date()
    ? `is free again: the lease of ${owner} ran out at ${leaseExpiresAt.toISOString()}`
    : `is with ${owner} until ${leaseExpiresAt.toISOString()}`;
}

/** 409: the caller does not hold the lease that the task is under, or no longer. */
export const leaseLost = (task: TaskState): Problem =>
  new Problem('lease-lost', 409, 'The lease is not held', {
    detail: `Nothing was changed: the task '${task.taskId}' ${whereabouts(task)}. Only the lease_token of the claim in force opens it.`,
    allowed: taskFlow.next(task.status),
  });

/**
 * Whether a move by name is open to a task.
 * @param token what the caller has given
 */
export function isOpenTo(task: LockedTask, { from, fenced }: TaskMove, token?: string): boolean {
  const held = task.leaseToken === (token?.toLowerCase() ?? null) && !task.overdue;
  return from.includes(task.status) && (held || !(fenced || token !== undefined));
}

/**
 * Why a move by name was refused.
 * @param token what the caller has given
 */
export function refusalOf(task: TaskState, { from, past, fenced }: TaskMove, token?: string): Problem {
  if (token !== undefined || (fenced && task.leaseToken)) return leaseLost(task);
  return new Problem('illegal-move', 409, 'The state does not allow this move', {
    detail: `A task '${task.taskId}' that is ${task.status} cannot be ${past}; it must be ${from.join(' or ')}.`,
    allowed: taskFlow.next(task.status),
  });
}
