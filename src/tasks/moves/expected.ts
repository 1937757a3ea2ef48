import { Problem } from '../../problems/problem';
import type { Task } from '../task.entity';
import type { TaskStatus } from '../task.flow';

/** In which state a caller takes a task to be. */
export interface Expected {
  version?: number;
  status?: TaskStatus;
}

/** @throws Problem 412 when the task is not as the caller takes it to be */
export function refuseUnexpected(task: Task, { version, status }: Expected): void {
  if ((version ?? task.version) === task.version && (status ?? task.status) === task.status) return;
  throw new Problem('precondition-failed', 412, 'It is not as expected', {
    detail: `The task '${task.taskId}' is ${task.status} at version ${task.version} now; look at it again.`,
  });
}
