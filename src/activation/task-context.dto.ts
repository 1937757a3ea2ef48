import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { ShowsEnum } from '../access/enum.dto';
import { wholeNumber } from '../database/page';
import { RecalledView } from '../memory/retrieval/recall.view';
import type { TaskInput } from '../tasks/graph/task-inputs.service';
import { TaskView } from '../tasks/task.dto';
import { type TaskStatus, taskStatuses } from '../tasks/task.flow';
import { MemoryContextView } from './activation.dto';
import type { Resolution, SimilarError } from './similar-errors.service';
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
  @IsOptional()
  @Transform(wholeNumber)
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number = 10;

  /**
   * How many characters the contents of the memories may have together: the best that fit are taken.
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
  /** Free form: what came out of it. */
  output_data: Record<string, unknown>;

  static of({ taskId, name, status, outputFiles, outputData }: TaskInput): TaskInputView {
    return { task_id: taskId, name, status, output_files: outputFiles, output_data: outputData };
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

  static of({ taskId, name, executionLog, outputFiles }: Resolution): ResolutionView {
    return { task_id: taskId, name, execution_log: executionLog, output_files: outputFiles };
  }
}

/** A failure like those of this task. */
export class SimilarErrorView {
  /** What went wrong. */
  memory: RecalledView;
  /** What resolved it; null while that task is not done. */
  resolution: ResolutionView | null;

  static of({ memory, resolution }: SimilarError): SimilarErrorView {
    return { memory: RecalledView.of(memory), resolution: resolution ? ResolutionView.of(resolution) : null };
  }
}

/** All that helps with a task. */
export class TaskContextView {
  /** The task itself. */
  task: TaskView;
  /** What the tasks that it depends on have given, oldest first. */
  inputs: TaskInputView[];
  /** What the team remembers that may help. */
  memory_context: MemoryContextView;
  /** Where the task has failed before: failures like it, with what resolved them. */
  similar_errors: SimilarErrorView[];

  static of({ inputs, memory, errors, ...shown }: TaskContext): TaskContextView {
    return {
      task: TaskView.of(shown),
      inputs: inputs.map(TaskInputView.of),
      memory_context: MemoryContextView.of(memory),
      similar_errors: errors.map(SimilarErrorView.of),
    };
  }
}
