import type { AgentActivity } from './agent-activity.entity';

/** One thing that an agent did or tried. */
export class ActivityView {
  /** UUIDv7. */
  id: string;
  /**
   * What it did or tried.
   * @example "ACTIVATED"
   */
  activity_type: string;
  /**
   * The session that it belonged to; null for none.
   * @example "session-1"
   */
  session_id: string | null;
  /**
   * Who talked to the agent.
   * @example "ada"
   */
  user_id: string | null;
  /**
   * Who made the request.
   * @example "anonymous"
   */
  actor: string;
  /** Whether the server carried it out. */
  success: boolean;
  /**
   * The type of the problem, when it did not.
   * @example "urn:bmad:problem:agent-paused"
   */
  error: string | null;
  /**
   * How long the server worked on it; null when nobody asked for it, as when a session expires.
   * @example 4.2
   */
  response_time_ms: number | null;
  /**
   * Ids and small facts.
   * @example { "session_id": "session-1", "renewed": false }
   */
  details: Record<string, unknown>;
  /** When it was written. */
  at: Date;

  static of(activity: AgentActivity): ActivityView {
    const { id, activityType, session, userId, actor, success, error, responseTimeMs, details, at } = activity;
    return {
      id,
      activity_type: activityType,
      session_id: session?.sessionId ?? null,
      user_id: userId,
      actor,
      success,
      error: error && `urn:bmad:problem:${error}`,
      response_time_ms: responseTimeMs,
      details,
      at,
    };
  }
}
