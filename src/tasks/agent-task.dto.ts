import { ShowsEnum } from '../access/enum.dto';
import type { AgentTask } from './agent-work.service';
import { type TaskPriority, taskPriorities, type TaskStatus, taskStatuses } from './task.flow';

/** A task that waits for an agent, in few words. */
export class AgentTaskView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "T-12"
   */
  task_id: string;
  /** @example "Write the login form" */
  name: string;
  @ShowsEnum('TaskStatus', taskStatuses)
  status: TaskStatus;
  /** How urgent it is. */
  @ShowsEnum('TaskPriority', taskPriorities)
  priority: TaskPriority;
  /** Whether it may be claimed: PENDING, and it waits for nothing. */
  ready: boolean;
  /** The workflow that it belongs to, as given: the key of a run. */
  workflow_id: string | null;
  /** When it should be over. */
  due_at: Date | null;

  static of({ id, taskId, name, status, priority, ready, workflowKey, dueAt }: AgentTask): AgentTaskView {
    return { id, task_id: taskId, name, status, priority, ready, workflow_id: workflowKey, due_at: dueAt };
  }
}
