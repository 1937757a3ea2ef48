import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsObject, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import { PageQuery } from '../access/page.dto';
import { TakesEnum } from '../access/enum.dto';
import { type WorkflowType, workflowTypes } from './run.entity';
import { type RunStatus, runStatuses } from './run.flow';
import type { RunFilter } from './runs.service';
import type { RunStart } from './starts.service';

export class StartWorkflow {
  /**
   * The definition to run, by its `definition_id`, or as `pack:definition_id` where several packs have one.
   * @example "greenfield-fullstack"
   */
  @IsString()
  @Length(1, 200)
  workflow_id: string;

  /**
   * Who starts it.
   * @example "ada"
   */
  @IsString()
  @Length(1, 200)
  user_id: string;

  /**
   * The conversation in which it is started.
   * @example "session-1"
   */
  @IsString()
  @Length(1, 200)
  session_id: string;

  /** Which of the definition's sequences to follow; its first when left out. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  variant?: string;

  /**
   * The epic that the run works on, by its readable id. It may be made later: a cycle takes its stories, in the order of
   * their dependencies, once it comes to its turn.
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  epic_id?: string;

  /**
   * How many passes of a cycle may be open at once, where their stories do not depend on each other.
   * @example 10
   */
  @IsOptional()
  @ApiProperty({ type: 'integer', default: 10 })
  @IsInt()
  @Min(1)
  @Max(100)
  parallel_passes?: number;

  /**
   * Whether every stage that is ready gets a task, for its agent and the story of its pass, that goes along with it: starting,
   * completing or failing either does the same to the other. As the definition says when left out.
   * @example false
   */
  @IsOptional()
  @IsBoolean()
  creates_task?: boolean;

  /**
   * What is built, in the definition's own terms.
   * @example "web-app"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  project_type?: string;

  /**
   * Free form; kept with the run.
   * @example { "product": "a shop for used books" }
   */
  @IsOptional()
  @IsObject()
  context?: Record<string, unknown>;

  static toStart(input: StartWorkflow): RunStart {
    return {
      workflowId: input.workflow_id,
      userId: input.user_id,
      sessionId: input.session_id,
      variant: input.variant,
      epicId: input.epic_id,
      projectType: input.project_type,
      context: input.context,
      parallelPasses: input.parallel_passes,
      createsTask: input.creates_task,
    };
  }
}

/** Why a run is paused, cancelled or given up. */
export class RunReason {
  /**
   * Kept with the run and in its history.
   * @example "Waiting for the customer"
   */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

export class ActiveWorkflowsQuery extends PageQuery {
  /** Only runs that this user started. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  /** Only runs that were started in this conversation. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /** Only runs of this type. */
  @IsOptional()
  @TakesEnum('WorkflowType', workflowTypes)
  workflow_type?: WorkflowType;

  /** Only runs of this definition. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  workflow_id?: string;

  /** Only runs on this epic. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  epic_id?: string;

  static toFilter(query: ActiveWorkflowsQuery, status?: RunStatus): RunFilter {
    return {
      after: query.after,
      limit: query.limit,
      status,
      userId: query.user_id,
      sessionId: query.session_id,
      workflowType: query.workflow_type,
      workflowId: query.workflow_id,
      epicId: query.epic_id,
    };
  }
}

export class WorkflowsQuery extends ActiveWorkflowsQuery {
  /** Only runs in this state. */
  @IsOptional()
  @TakesEnum('WorkflowStatus', runStatuses)
  status?: RunStatus;
}

/** Names a run in a path. */
export class WorkflowPath {
  /**
   * The run, by its key or its UUID.
   * @example "greenfield-fullstack-1"
   */
  @IsString()
  @MaxLength(300)
  id: string;
}

/** From which stage a run is done again, and why. */
export class ReworkRun {
  /**
   * The stage to go back to, by its readable id or UUID. It has to be completed or skipped.
   * @example "analyst-project-brief-md"
   */
  @IsString()
  @Length(1, 300)
  stage_id: string;

  /**
   * Kept in the history of the run, and with every attempt that is put aside.
   * @example "The customer wants something else"
   */
  @IsString()
  @Length(1, 2000)
  reason: string;
}

/** From which stage a new run takes another way. */
export class ForkRun {
  /**
   * The stage at which the new run begins, by its readable id or UUID. What comes before it is carried over.
   * @example "analyst-project-brief-md"
   */
  @IsString()
  @Length(1, 300)
  stage_id: string;

  /**
   * Kept in the history of both runs.
   * @example "What if we buy it instead?"
   */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;

  /** Who starts it; whoever started the old run when left out. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  /** The conversation in which it is started; that of the old run when left out. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;
}
