import { ShowsEnum } from '../access/enum.dto';
import type { TaskRef } from './graph/task-graph.service';
import { type TaskPriority, taskPriorities, type TaskStatus, taskStatuses } from './task.flow';
import type { ShownTask } from './task-rows.service';

/** A task beside another one. */
export class TaskRefView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "T-11"
   */
  task_id: string;
  name: string;
  @ShowsEnum('TaskStatus', taskStatuses)
  status: TaskStatus;
  /** How urgent it is. */
  @ShowsEnum('TaskPriority', taskPriorities)
  priority: TaskPriority;
  /** What it is thought to take; null when nobody has said. */
  estimated_hours: number | null;

  static of({ id, taskId, name, status, priority, estimatedHours }: TaskRef): TaskRefView {
    return { id, task_id: taskId, name, status, priority, estimated_hours: estimatedHours };
  }
}

/** A piece of work for one agent at a time. */
export class TaskView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id; never given out twice.
   * @example "T-12"
   */
  task_id: string;
  /** @example "Write the login form" */
  name: string;
  /** What there is to know about it. */
  description: string | null;
  /**
   * What kind of work it is, in the team's own words.
   * @example "code"
   */
  task_type: string | null;
  /** IN_PROGRESS while somebody holds its lease. */
  @ShowsEnum('TaskStatus', taskStatuses)
  status: TaskStatus;
  /** Comes first among what decides which task is claimed next. */
  @ShowsEnum('TaskPriority', taskPriorities)
  priority: TaskPriority;
  /**
   * The agent that it is for; null where any may take it.
   * @example "dev"
   */
  agent_id: string | null;
  /**
   * The workflow that it belongs to, as given: the key of a run.
   * @example "greenfield-fullstack-3"
   */
  workflow_id: string | null;
  /**
   * The readable id of its story.
   * @example "1.1"
   */
  story_id: string | null;
  /**
   * The readable id of its epic, or of its story's.
   * @example "epic-1"
   */
  epic_id: string | null;
  /**
   * The readable ids of the tasks that it depends on, oldest first.
   * @example ["T-11"]
   */
  dependencies: string[];
  /** How many of its dependencies are not over: COMPLETED or CANCELLED. */
  waits_for: number;
  /** Whether it may be claimed: PENDING, and it waits for nothing. */
  ready: boolean;
  /** What it is thought to take. */
  estimated_hours: number | null;
  /** As given at completion, else the time in progress so far, over all attempts. */
  actual_hours: number | null;
  /** When it should be over. */
  due_at: Date | null;
  /**
   * The task definition to follow.
   * @example "implement-story"
   */
  template: string | null;
  /** Free words to find it by. */
  tags: string[];
  /** The agent that has it, or had it last. */
  claimed_by: string | null;
  /** In which conversation. */
  claimed_session: string | null;
  /** When its lease runs out unless a heartbeat comes before; null while it has none. */
  lease_expires_at: Date | null;
  /** How often it was taken up. */
  attempt: number;
  /** When it was taken up last. */
  started_at: Date | null;
  /** When it was completed, failed or cancelled. */
  ended_at: Date | null;
  /** The files that were made or changed. */
  output_files: string[];
  /** Free form: what came out of it. */
  output_data: Record<string, unknown>;
  /** How good the result is, 0 to 100, as given at completion. */
  quality_score: number | null;
  /** What was done, in the worker's words. */
  execution_log: string | null;
  /** What was found when the result was looked at. */
  validation_notes: string | null;
  /** Why it is blocked, has failed, was cancelled, given back or reopened. */
  reason: string | null;
  /** Counts its changes. */
  version: number;
  created_at: Date;
  updated_at: Date;

  /** One plain literal: lists make many of these. */
  static of({ task, storyId, epicId, dependencies }: ShownTask): TaskView {
    return {
      id: task.id,
      task_id: task.taskId,
      name: task.name,
      description: task.description,
      task_type: task.taskType,
      status: task.status,
      priority: task.priority,
      agent_id: task.agentId,
      workflow_id: task.workflowKey,
      story_id: storyId,
      epic_id: epicId,
      dependencies,
      waits_for: task.waitsFor,
      ready: task.status === 'PENDING' && task.waitsFor === 0,
      estimated_hours: task.estimatedHours,
      actual_hours: task.actualHours,
      due_at: task.dueAt,
      template: task.template,
      tags: task.tags,
      claimed_by: task.claimedBy,
      claimed_session: task.claimedSession,
      lease_expires_at: task.leaseExpiresAt,
      attempt: task.attempt,
      started_at: task.startedAt,
      ended_at: task.endedAt,
      output_files: task.outputFiles,
      output_data: task.outputData,
      quality_score: task.qualityScore,
      execution_log: task.executionLog,
      validation_notes: task.validationNotes,
      reason: task.reason,
      version: task.version,
      created_at: task.createdAt,
      updated_at: task.updatedAt,
    };
  }
}
