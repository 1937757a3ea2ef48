import { IsObject, IsOptional, IsString, Length } from 'class-validator';
import { ShowsEnum } from '../access/enum.dto';
import { PageQuery } from '../access/page.dto';
import { AgentView } from './agent.dto';
import { type AgentSession, type SessionEnd, sessionEnds } from './agent-session.entity';
import type { AgentState } from './agent-state.entity';
import type { Agent } from './agent.entity';

export class ActivateAgent {
  /**
   * Which agent: its `agent_id` while that is unique among the packs, `pack:agent_id`, or its UUID.
   * @example "analyst"
   */
  @IsString()
  @Length(1, 200)
  agent_id: string;

  /**
   * The client's own id of the conversation. The same one renews the session.
   * @example "session-1"
   */
  @IsString()
  @Length(1, 200)
  session_id: string;

  /**
   * Who talks to the agent.
   * @example "ada"
   */
  @IsString()
  @Length(1, 200)
  user_id: string;

  /**
   * Free form, kept with the session. Left out when renewing, the earlier one stays.
   * @example { "goal": "a project brief" }
   */
  @IsOptional()
  @IsObject()
  context?: Record<string, unknown>;
}

export class DeactivateAgent {
  /**
   * Which session to end; may be left out while the agent has only one.
   * @example "session-1"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;
}

export class Heartbeat {
  /**
   * Which session to keep alive.
   * @example "session-1"
   */
  @IsString()
  @Length(1, 200)
  session_id: string;
}

export class ActiveQuery extends PageQuery {
  /** Only the sessions of this id. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /** Only the sessions of this user. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;
}

/** A conversation with an agent. */
export class SessionView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id of its agent.
   * @example "analyst"
   */
  agent_id: string;
  /**
   * The client's own id of the conversation.
   * @example "session-1"
   */
  session_id: string;
  /**
   * Who talks to the agent.
   * @example "ada"
   */
  user_id: string;
  /**
   * As given at activation.
   * @example { "goal": "a project brief" }
   */
  context: Record<string, unknown>;
  /**
   * How many stages and tasks it has in progress.
   * @example 0
   */
  open_work: number;
  /** When it was activated first. */
  started_at: Date;
  /** When it was last heard of. */
  heartbeat_at: Date;
  /** When it ends by itself unless a heartbeat or an activation comes before. */
  expires_at: Date;
  /** Null while it lives. */
  ended_at: Date | null;
  /**
   * How it ended; null while it lives.
   * @example null
   */
  @ShowsEnum('SessionEnd', sessionEnds)
  end_reason: SessionEnd | null;

  static of(session: AgentSession, { agentId }: Pick<Agent, 'agentId'>): SessionView {
    const { id, sessionId, userId, context, openWork, startedAt, heartbeatAt, expiresAt, endedAt, endReason } = session;
    return {
      id,
      agent_id: agentId,
      session_id: sessionId,
      user_id: userId,
      context,
      open_work: openWork,
      started_at: startedAt,
      heartbeat_at: heartbeatAt,
      expires_at: expiresAt,
      ended_at: endedAt,
      end_reason: endReason,
    };
  }
}

/** A live session and the agent that it is with. */
export class ActiveSessionView extends SessionView {
  /** The agent as it is now. */
  agent: AgentView;

  static withAgent(session: AgentSession & { agent: AgentState }): ActiveSessionView {
    return { ...SessionView.of(session, session.agent), agent: AgentView.of(session.agent) };
  }
}
