import { ShowsEnum } from '../../access/enum.dto';
import { type StageStatus, stageStatuses } from '../stages/stage.flow';
import type { Attempt } from './attempt.entity';

/** An attempt at a stage that was put aside. */
export class AttemptView {
  /** UUIDv7. */
  id: string;
  /** Which one, from 1. */
  attempt: number;
  /** How far it had come. */
  @ShowsEnum('StageStatus', stageStatuses)
  status: StageStatus;
  /** Who had it. */
  agent_id: string | null;
  /** In which conversation. */
  session_id: string | null;
  /** The requirements that were confirmed. */
  acknowledged: string[];
  started_at: Date | null;
  ended_at: Date | null;
  /** Free form, as given at completion. */
  outputs: Record<string, unknown>;
  /** 0 to 100, as given at completion. */
  quality_score: number | null;
  /** What was said at completion. */
  completion_notes: string | null;
  /** Why it had failed, if it had. */
  reason: string | null;
  /** Why it was put aside. */
  aside_reason: string;
  /** When it was put aside. */
  aside_at: Date;

  static of(attempt: Attempt): AttemptView {
    return {
      id: attempt.id,
      attempt: attempt.attempt,
      status: attempt.status,
      agent_id: attempt.agentId,
      session_id: attempt.sessionId,
      acknowledged: attempt.acknowledged,
      started_at: attempt.startedAt,
      ended_at: attempt.endedAt,
      outputs: attempt.outputs,
      quality_score: attempt.qualityScore,
      completion_notes: attempt.notes,
      reason: attempt.reason,
      aside_reason: attempt.asideReason,
      aside_at: attempt.asideAt,
    };
  }
}
