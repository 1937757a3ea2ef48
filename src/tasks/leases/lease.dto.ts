import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import { TakesEnum } from '../../access/enum.dto';
import { type TaskPriority, taskPriorities } from '../task.flow';
import { TaskView } from '../task.dto';
import type { Wanted } from '../task-places.service';
import type { ShownTask } from '../task-rows.service';

/** How long a lease shall be. */
export class LeaseTime {
  /**
   * Seconds until the task is free again unless a heartbeat comes; 300 when left out.
   * @example 300
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(5)
  @Max(86_400)
  lease_seconds?: number;
}

export class ClaimTask extends LeaseTime {
  /**
   * Who takes it up.
   * @example "dev"
   */
  @IsString()
  @Length(1, 200)
  agent_id: string;

  /**
   * In which conversation. While it is a live session of the agent, the agent is BUSY with the task.
   * @example "session-1"
   */
  @IsString()
  @Length(1, 200)
  session_id: string;

  /** Only a task of this priority; in any letter case. */
  @IsOptional()
  @TakesEnum('TaskPriority', taskPriorities)
  priority?: TaskPriority;

  /** Only a task of this story. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  story_id?: string;

  /** Only a task of this epic or of its stories. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  epic_id?: string;

  /** Only a task of this workflow: the key of a run, or the id of a definition for all its runs. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  workflow_id?: string;

  /** Only a task with all of these tags. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  tags?: string[];

  static toWanted({ priority, story_id, epic_id, workflow_id, tags }: ClaimTask): Wanted {
    return { priority, storyId: story_id, epicId: epic_id, workflowId: workflow_id, tags };
  }
}

/** Either who takes the task up, or the token under which somebody has it already. */
export class StartTask extends LeaseTime {
  /**
   * Who takes it up.
   * @example "dev"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /**
   * In which conversation.
   * @example "session-1"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /** The token of an earlier claim: nothing changes then. */
  @IsOptional()
  @IsUUID()
  lease_token?: string;
}

export class TaskHeartbeat extends LeaseTime {
  /** The token of the claim. */
  @IsUUID()
  lease_token: string;
}

/** What a claim gives. */
export class ClaimView {
  /** The task, IN_PROGRESS; null when none is ready that fits. */
  task: TaskView | null;
  /** Goes with every move of the worker: complete, fail, submit, release, block, heartbeat. Nobody else is told. */
  lease_token: string | null;
  /** When the task is free again unless a heartbeat comes before. */
  lease_expires_at: Date | null;

  static of(taken?: ShownTask): ClaimView {
    if (!taken) return { task: null, lease_token: null, lease_expires_at: null };
    const { leaseToken, leaseExpiresAt } = taken.task;
    return { task: TaskView.of(taken), lease_token: leaseToken, lease_expires_at: leaseExpiresAt };
  }
}

/** A task in the hands of the caller. */
export class StartedTaskView extends TaskView {
  /** Goes with every move of the worker: complete, fail, submit, release, block, heartbeat. Nobody else is told. */
  lease_token: string;

  static started(taken: ShownTask): StartedTaskView {
    return { ...TaskView.of(taken), lease_token: taken.task.leaseToken! };
  }
}
