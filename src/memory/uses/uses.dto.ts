import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../../access/enum.dto';
import { Limit } from '../../database/limit';
import { wholeNumber } from '../../database/page';
import { MemoryView } from '../memory.dto';
import { memoryOperations, type MemoryOperation } from '../memory.flow';
import { SeenBy } from '../memory-query.dto';
import type { Calibrated } from './calibrations.service';
import type { Judged } from './feedback.service';
import type { MemoryIntegration } from './memory-integration.entity';
import { type AgentUsage, usagePatterns, type UsagePattern, type Used } from './usage.service';

/** What an agent says about a memory that it was given. */
export class GiveFeedback {
  /**
   * Whether it helped.
   * @example true
   */
  @IsBoolean()
  helped: boolean;

  /**
   * Whom it helped or not.
   * @example "dev"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /** Which use: the `integration_id` of the answer. Without it the newest one of the agent. */
  @IsOptional()
  @IsUUID()
  integration_id?: string;

  /** In which conversation, to tell uses apart. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /**
   * Why.
   * @example "The key was the cause"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  note?: string;
}

/** One use of a memory. */
export class IntegrationView {
  /** UUIDv7. */
  id: string;
  /** The memory. */
  memory_id: string;
  /** For what. */
  @ShowsEnum('MemoryOperation', memoryOperations)
  operation: MemoryOperation;
  /** UUID of the agent that got it; null when none was named. */
  agent_uuid: string | null;
  /** In which conversation. */
  session_id: string | null;
  /** For which user. */
  user_id: string | null;
  /** What was asked, cut short. */
  purpose: string | null;
  /** Its place in the answer, from 1. */
  rank: number | null;
  /** As in the answer. */
  relevance: number | null;
  /** As in the answer. */
  confidence: number | null;
  /** Whether it helped; null while nobody said. */
  helped: boolean | null;
  /** Why, in the agent's words. */
  note: string | null;
  at: Date;

  static of(use: MemoryIntegration): IntegrationView {
    const { id, memoryUuid, operation, agentUuid, sessionId, userId, purpose, rank, relevance, confidence } = use;
    return {
      id,
      memory_id: memoryUuid,
      operation,
      agent_uuid: agentUuid,
      session_id: sessionId,
      user_id: userId,
      purpose,
      rank,
      relevance,
      confidence,
      helped: use.helped,
      note: use.note,
      at: use.at,
    };
  }
}

/** A memory after feedback, and the use that was judged. */
export class JudgedView extends MemoryView {
  /** The record of that use. */
  integration: IntegrationView;

  static ofJudged(judged: Judged): JudgedView {
    return { ...MemoryView.of(judged), integration: IntegrationView.of(judged.use) };
  }
}

/** Over which time uses are looked at. */
export class DaysQuery {
  /**
   * How many days back.
   * @example 30
   */
  @IsOptional()
  @Transform(wholeNumber)
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(3650)
  days?: number = 30;
}

export class UsageQuery extends SeenBy {
  /** MOST_USED in the last `days`, NEVER_USED though older than that, or AGEING: used before, but not since. In any letter case. */
  @IsOptional()
  @TakesEnum('UsagePattern', usagePatterns)
  pattern?: UsagePattern = 'MOST_USED';

  /**
   * How many days back.
   * @example 30
   */
  @IsOptional()
  @Transform(wholeNumber)
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(3650)
  days?: number = 30;

  /**
   * How many memories at most.
   * @example 50
   */
  @Limit(200)
  limit?: number = 50;
}

/** A memory and how it was used. */
export class UsedView extends MemoryView {
  /** How often; for MOST_USED in the last `days`. */
  uses: number;
  /** When it was used last; null when never. */
  last_used_at: Date | null;

  static ofUsed(used: Used): UsedView {
    return { ...MemoryView.of(used), uses: used.uses, last_used_at: used.lastUsedAt };
  }
}

/** What one agent made of memories. */
export class AgentUsageView {
  /**
   * The readable id of the agent.
   * @example "dev"
   */
  agent_id: string;
  /** How often it was given a memory. */
  uses: number;
  /** How many different ones. */
  memories: number;
  /** How often that helped. */
  helped: number;
  /** Over how many uses somebody said so. */
  judged: number;

  static of({ agentId, uses, memories, helped, judged }: AgentUsage): AgentUsageView {
    return { agent_id: agentId, uses, memories, helped, judged };
  }
}

/** How well confidences fit what was said to have helped. */
export class CalibrationView {
  /** Whether there were enough judged uses for a new fit. */
  fitted: boolean;
  /** Uses judged since the last fit. */
  samples: number;
  /** How many a fit needs. */
  samples_needed: number;
  /** Expected calibration error of the confidences as they were answered; null without any. */
  ece_before: number | null;
  /** The same with the new bias; null without a fit. */
  ece_after: number | null;
  /** What is added to the logit of every confidence from now on. */
  bias: number;

  static of({ fitted, samples, eceBefore, eceAfter, bias }: Calibrated, samples_needed: number): CalibrationView {
    return { fitted, samples, samples_needed, ece_before: eceBefore, ece_after: eceAfter, bias };
  }
}
