import { ApiProperty } from '@nestjs/swagger';
import { ShowsEnum } from '../../access/enum.dto';
import {
  ArrayMaxSize,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsObjectList } from '../../access/object-list';
import { Type } from 'class-transformer';
import { CreateArtifact } from '../artifacts/artifact.dto';
import { WorkflowPath } from '../run.dto';
import { createsOf } from './creates';
import type { Stage } from './stage.entity';
import { type StageStatus, stageStatuses } from './stage.flow';

export class StartStage {
  /**
   * Who takes it. May be left out where the definition names one agent or none.
   * @example "analyst"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /**
   * In which conversation. A live session of the agent then counts as busy.
   * @example "session-1"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /**
   * The requirements that you confirm, by their names in `next`.
   * @example []
   */
  @IsOptional()
  @IsString({ each: true })
  @MaxLength(2000, { each: true })
  @ArrayMaxSize(100)
  acknowledge?: string[];
}

export class CompleteStage {
  /** The documents that the stage has made. */
  @IsOptional()
  @IsObjectList()
  @ValidateNested({ each: true })
  @Type(() => CreateArtifact)
  @ArrayMaxSize(100)
  artifacts?: CreateArtifact[];

  /**
   * Free form; kept with the stage.
   * @example { "open_questions": 2 }
   */
  @IsOptional()
  @IsObject()
  outputs?: Record<string, unknown>;

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

  /**
   * What the next one should know.
   * @example "The brief covers the first release only."
   */
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  notes?: string;
}

/** Why a stage is skipped or has failed. */
export class StageReason {
  /**
   * Kept with the stage and in the history of its run.
   * @example "No time for it in this release"
   */
  @IsString()
  @Length(1, 2000)
  reason: string;
}

/** One step of a run, in one pass. */
export class StageView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id, unique in its run; in the second pass of a cycle it ends in `.2`.
   * @example "analyst-project-brief-md"
   */
  stage_id: string;
  /**
   * Its place in the run, from 1.
   * @example 1
   */
  order: number;
  /** @example "analyst: project-brief.md" */
  name: string;
  /**
   * Who may do it; one agent once that is decided, none where the definition names nobody.
   * @example ["analyst"]
   */
  agent_ids: string[];
  /** What is done, in the definition's words. */
  action: string | null;
  /**
   * The documents that it makes.
   * @example ["project-brief.md"]
   */
  creates: string[];
  /** The documents that it changes. */
  updates: string[];
  /** What it needs, as the definition has it. */
  requires: string[];
  /** The templates, tasks and checklists to use. */
  uses: string[];
  /** What it validates. */
  validates: string | null;
  /** The definition's advice. */
  notes: string | null;
  /** The question whose answer decides whether it runs. */
  condition: string | null;
  /** Whether it may be skipped. */
  optional: boolean;
  /** What may be done on the way. */
  optional_steps: string[];
  /** For what it is repeated. */
  repeats: string | null;
  /** The names of the ways among which it decides. */
  routes: string[];
  @ShowsEnum('StageStatus', stageStatuses)
  status: StageStatus;
  /** The task that goes along with it (UUID); null where it has none. */
  task_uuid: string | null;
  /** Which turn of its cycle it belongs to, from 1. */
  pass: number;
  /** The cycle that it belongs to, by the readable id of its first stage; null outside of cycles. */
  cycle: string | null;
  /** The story that its pass is for; null where it is for none. */
  story_id: string | null;
  /** How often it was started. */
  attempt: number;
  /** Who took it. */
  agent_id: string | null;
  /** In which conversation. */
  session_id: string | null;
  /** The requirements that were confirmed. */
  acknowledged: string[];
  ready_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  /** Free form, as given at completion. */
  outputs: Record<string, unknown>;
  /** 0 to 100, as given at completion. */
  quality_score: number | null;
  /** What was said at completion. */
  completion_notes: string | null;
  /** Why it was skipped or failed. */
  reason: string | null;

  static of(stage: Stage): StageView {
    const { step } = stage;
    return {
      id: stage.id,
      stage_id: stage.stageId,
      order: stage.position,
      name: stage.name,
      agent_ids: stage.agentIds,
      action: step.action,
      creates: createsOf(stage),
      updates: step.updates,
      requires: step.requires,
      uses: step.uses,
      validates: step.validates,
      notes: step.notes,
      condition: step.condition,
      optional: step.optional,
      optional_steps: step.optional_steps,
      repeats: step.repeats,
      routes: (step.routes ?? []).map(({ name }) => name),
      status: stage.status,
      task_uuid: stage.taskUuid,
      pass: stage.pass,
      cycle: stage.cycle,
      story_id: stage.storyId,
      attempt: stage.attempt,
      agent_id: stage.agentId,
      session_id: stage.sessionId,
      acknowledged: stage.acknowledged,
      ready_at: stage.readyAt,
      started_at: stage.startedAt,
      ended_at: stage.endedAt,
      outputs: stage.outputs,
      quality_score: stage.qualityScore,
      completion_notes: stage.notes,
      reason: stage.reason,
    };
  }
}

/** Names a stage in a path. */
export class StagePath extends WorkflowPath {
  /**
   * The stage, by its readable id or its UUID.
   * @example "analyst-project-brief-md"
   */
  @IsString()
  @MaxLength(300)
  stage_id: string;
}

/** Names a stage in a path that may be left out. */
export class OptionalStagePath extends WorkflowPath {
  /**
   * The stage, by its readable id or its UUID.
   * @example "qa-review-implementation"
   */
  @IsString()
  @MaxLength(300)
  stage_id: string;
}
