import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { TakesEnum } from '../access/enum.dto';
import { PageQuery } from '../access/page.dto';
import { TakesContext } from './collaboration-context.dto';
import { type CollaborationType, collaborationTypes } from './collaboration.entity';
import type { CollaborationFilter } from './collaboration-reader.service';
import type { Ending, NewCollaboration } from './collaborations.service';

const startedTypes = collaborationTypes.filter((type) => type !== 'HANDOFF');

export class StartCollaboration {
  /**
   * What it is; in any letter case. A handoff is offered under `/collaboration/handoffs`.
   * @example "REVIEW"
   */
  @TakesEnum('StartedCollaborationType', startedTypes)
  type: NewCollaboration['type'];

  /**
   * The agents that take part; whoever asked for it first.
   * @example ["dev", "qa"]
   */
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  participants: string[];

  /**
   * What it is about.
   * @example "Is the login form safe against guessing?"
   */
  @IsString()
  @Length(1, 20_000)
  summary: string;

  /** The task that it is about. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  task_id?: string;

  /** The run that it belongs to, by its key or UUID. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  workflow_id?: string;

  /** What else helps: a text or free form. */
  @TakesContext({ files: ['src/login.ts'] })
  context?: string | Record<string, unknown>;

  /** The conversation in which it began. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /** Who asked for it. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  static toNew(input: StartCollaboration): NewCollaboration {
    const { type, participants, summary, context } = input;
    return {
      type,
      participants,
      summary,
      context,
      taskId: input.task_id,
      workflowId: input.workflow_id,
      sessionId: input.session_id,
      userId: input.user_id,
    };
  }
}

export class EndCollaboration {
  /**
   * How well it went, 0 to 100.
   * @example 85
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(0)
  @Max(100)
  success_rating?: number;

  /**
   * What came of it.
   * @example "Two findings, both mended"
   */
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  feedback?: string;

  static toEnding({ success_rating, feedback }: EndCollaboration): Ending {
    return { successRating: success_rating ?? null, feedback: feedback ?? null };
  }
}

/** Names a collaboration in a path. */
export class CollaborationPath {
  /**
   * The readable id or the UUID.
   * @example "C-1"
   */
  @IsString()
  @Length(1, 300)
  id: string;
}

const flags = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
]);

/** What may be asked of collaborations. */
export class CollaborationsQuery extends PageQuery {
  /** Only those of this type; in any letter case. */
  @IsOptional()
  @TakesEnum('CollaborationType', collaborationTypes)
  type?: CollaborationType;

  /** Only those that this agent takes part in. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /** Only those that go on (`true`), or have ended (`false`). */
  @IsOptional()
  @Transform(({ value }) => flags.get(value) ?? (value as unknown))
  @IsBoolean()
  open?: boolean;

  /** Only those about this task. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  task_id?: string;

  /** Only those of this run, by its key. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  workflow_id?: string;

  static toFilter({ type, agent_id, open, task_id, workflow_id }: CollaborationsQuery): CollaborationFilter {
    return { type, agentId: agent_id, open, taskId: task_id, workflowId: workflow_id };
  }
}
