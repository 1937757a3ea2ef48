import { Problem } from '../../problems/problem';
import type { Task } from '../task.entity';
import type { TaskStatus } from '../task.flow';

type Current = Pick<Task, 'taskId' | 'status' | 'version'>;

/** In which state a caller takes a task to be. */
export interface Expected {
  version?: number;
  status?: TaskStatus;
}

export const isAsExpected = (task: Current, { version = task.version, status = task.status }: Expected): boolean =>
  version === task.version && status === task.status;

/** 412: the task is not as the caller takes it to be. */
export const unexpected = ({ taskId, status, version }: Current): Problem =>
  new Problem('precondition-failed', 412, 'It is not as expected', {
    detail: `The task '${taskId}' is ${status} at version ${version} now; look at it again.`,
  });
