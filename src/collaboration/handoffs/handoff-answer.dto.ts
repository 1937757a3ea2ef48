import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import type { Completion } from './handoff-moves.service';
import type { Receiver } from './receivers.service';

/** Who takes the work over. */
export class AcceptHandoff {
  /** The agent that accepts; it must be the one that the handoff is for. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /**
   * The conversation in which the work goes on.
   * @example "session-1"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /** Who talks to the agent. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  static toReceiver({ agent_id, session_id, user_id }: AcceptHandoff): Receiver {
    return { agentId: agent_id, sessionId: session_id, userId: user_id };
  }
}

/** Why the work is not taken over. */
export class RejectHandoff extends AcceptHandoff {
  /**
   * What has to change before it could be.
   * @example "The open questions are not named"
   */
  @IsString()
  @Length(1, 2000)
  reason: string;
}

/** How good the handoff was. */
export class CompleteHandoff extends AcceptHandoff {
  /**
   * How much it helped to do the work, 0 to 100.
   * @example 90
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(0)
  @Max(100)
  quality?: number;

  /**
   * What was good and what was missing.
   * @example "All that was needed was there"
   */
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  feedback?: string;

  static toCompletion({ quality, feedback }: CompleteHandoff): Completion {
    return { quality, feedback };
  }
}
