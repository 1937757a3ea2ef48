import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import type { MoveDetails } from './move-details';

/** Why a task is moved by somebody who does not work on it. */
export class TaskReason {
  /**
   * Kept with the task and in its history.
   * @example "The customer no longer wants it"
   */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

/** A move of whoever works on the task. */
export class WorkerMove extends TaskReason {
  /** The token of the claim; needed while the task is under a lease. */
  @IsOptional()
  @IsUUID()
  lease_token?: string;
}

/** What came out of the work on a task. */
export class TaskResult extends WorkerMove {
  /**
   * The files that were made or changed.
   * @example ["src/login.ts"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @Length(1, 1000, { each: true })
  output_files?: string[];

  /**
   * Free form: what came out of it.
   * @example { "tests": 12 }
   */
  @IsOptional()
  @IsObject()
  output_data?: Record<string, unknown>;

  /**
   * What was done, in the worker's words.
   * @example "Wrote the form and its tests"
   */
  @IsOptional()
  @IsString()
  @MaxLength(500_000)
  execution_log?: string;

  /**
   * What was found when the result was looked at.
   * @example "All criteria are met"
   */
  @IsOptional()
  @IsString()
  @MaxLength(50_000)
  validation_notes?: string;

  /** What it took; left out, the time in progress is counted. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100_000)
  actual_hours?: number;

  static toDetails(result: TaskResult & { quality_score?: number }): MoveDetails {
    const { lease_token, reason, output_files, output_data, execution_log, validation_notes } = result;
    return {
      leaseToken: lease_token,
      reason,
      outputFiles: output_files,
      outputData: output_data,
      executionLog: execution_log,
      validationNotes: validation_notes,
      actualHours: result.actual_hours,
      qualityScore: result.quality_score,
    };
  }
}

export class CompleteTask extends TaskResult {
  /**
   * How good the result is, 0 to 100.
   * @example 90
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(0)
  @Max(100)
  quality_score?: number;
}
