import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { ShowsEnum } from '../access/enum.dto';
import { Limit } from '../database/limit';
import { wholeNumber } from '../database/page';
import type { Handoff } from '../collaboration/handoffs/handoff-reader.service';
import { type HandoffStatus, handoffStatuses } from '../collaboration/handoffs/handoff.flow';
import { RecalledView } from '../memory/retrieval/recall.view';
import type { TaskInput } from '../tasks/graph/task-inputs.service';
import { TaskView } from '../tasks/task.dto';
import { type TaskStatus, taskStatuses } from '../tasks/task.flow';
import { MemoryContextView } from './activation.dto';
import type { Resolution, SimilarError } from './task-memories.service';
import type { TaskContext } from './task-contexts.service';

/** For whom, and how much. */
export class TaskContextQuery {
  /**
   * Who works on it; left out, whoever has the task.
   * @example "dev"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /**
   * How many memories at most.
   * @example 10
   */
  @Limit(100)
  limit?: number = 10;

  /**
   * How many characters the texts of handoff, inputs and memories may have together, beside the task itself: the best that
   * fit are taken.
   * @example 8000
   */
  @IsOptional()
  @Transform(wholeNumber)
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  max_chars?: number = 8_000;
}

/** What a task that this one depends on has given. */
export class TaskInputView {
  /** @example "T-11" */
  @ApiProperty({ description: 'The readable id.' })
  task_id: string;
  name: string;
  @ShowsEnum('TaskStatus', taskStatuses)
  status: TaskStatus;
  /** The files that it made or changed. */
  output_files: string[];
  /** Free form: what came out of it; empty where it is too long. */
  output_data: Record<string, unknown>;
  /** What was done, in the worker's words; its middle is left out where it is too long. */
  execution_log: string | null;

  static of({ taskId, name, status, outputFiles, outputData, executionLog }: TaskInput): TaskInputView {
    return {
      task_id: taskId,
      name,
      status,
      output_files: outputFiles,
      output_data: outputData,
      execution_log: executionLog,
    };
  }
}

/** What whoever had a task before says of it. */
export class HandoffBriefView {
  /**
   * The readable id.
   * @example "H-12"
   */
  handoff_id: string;
  /**
   * Who gave it.
   * @example "architect"
   */
  from_agent_id: string;
  /** Who gets it. */
  to_agent_id: string;
  /** Whether it was accepted yet. */
  @ShowsEnum('HandoffStatus', handoffStatuses)
  status: HandoffStatus;
  /** What was done and where the work stands. */
  summary: string;
  /** Why it changes hands. */
  reason: string | null;
  /** What has to be true in the end. */
  acceptance_points: string[];
  /** What is not decided; null where nobody has said. */
  open_questions: string[] | null;
  /** The names of the documents and files that changed hands, with their paths where they have one. */
  artifacts: string[];

  static of(handoff: Handoff): HandoffBriefView {
    const { collaborationId, fromAgent, toAgent, status, summary, reason, acceptancePoints, openQuestions } = handoff;
    return {
      handoff_id: collaborationId,
      from_agent_id: fromAgent.agentId,
      to_agent_id: toAgent.agentId,
      status,
      summary,
      reason,
      acceptance_points: acceptancePoints,
      open_questions: openQuestions,
      artifacts: handoff.artifacts.map(({ name, path }) => (path && path !== name ? `${name} (${path})` : name)),
    };
  }
}

/** How a task that had failed was done after all. */
export class ResolutionView {
  /** @example "T-7" */
  @ApiProperty({ description: 'The readable id.' })
  task_id: string;
  name: string;
  /** What was done, in the worker's words. */
  execution_log: string | null;
  /** The files that were made or changed. */
  output_files: string[];
  /** When it was done. */
  completed_at: Date;

  static of({ taskId, name, executionLog, outputFiles, completedAt }: Resolution): ResolutionView {
    return { task_id: taskId, name, execution_log: executionLog, output_files: outputFiles, completed_at: completedAt };
  }
}

/** A failure like those of this task. */
export class SimilarErrorView {
  /** What went wrong. */
  memory: RecalledView;
  /** What resolved it last; null while no task that failed like this is done. */
  resolution: ResolutionView | null;
  /** The same for each task that failed like this and is done, the newest first, at most 3. */
  resolutions: ResolutionView[];

  static of({ memory, resolutions }: SimilarError): SimilarErrorView {
    const views = resolutions.map(ResolutionView.of);
    return { memory: RecalledView.of(memory), resolution: views.at(0) ?? null, resolutions: views };
  }
}

/** All that helps with a task. */
export class TaskContextView {
  /** The task itself. */
  task: TaskView;
  /** How it changed hands last, unless that was rejected or has expired. */
  @ApiProperty({ type: HandoffBriefView, nullable: true })
  handoff: HandoffBriefView | null;
  /** What the tasks that it depends on have given, oldest first. */
  inputs: TaskInputView[];
  /** What the team remembers that may help. */
  memory_context: MemoryContextView;
  /** Where the task has failed before: failures of others like it, with what resolved them. */
  similar_errors: SimilarErrorView[];
  /** How many texts and entries of handoff and inputs were cut or left out so that all fits into `max_chars`. */
  cut: number;

  static of({ handoff, inputs, memory, errors, cut, ...shown }: TaskContext): TaskContextView {
    return {
      task: TaskView.of(shown),
      handoff: handoff ? HandoffBriefView.of(handoff) : null,
      inputs: inputs.map(TaskInputView.of),
      memory_context: MemoryContextView.of(memory),
      similar_errors: errors.map(SimilarErrorView.of),
      cut,
    };
  }
}
