import { ShowsEnum } from '../../access/enum.dto';
import { ShowsContext } from '../collaboration-context.dto';
import type { Handoff } from './handoff-reader.service';
import { type HandoffStatus, handoffStatuses } from './handoff.flow';
import { type Evidence, type Outcome, type Verdict, verdicts } from './outcome';

/** A document or file that changes hands. */
export class HandoffArtifactView {
  name: string;
  /** Where it lies in the team's repository. */
  path: string | null;
}

/** A part of a handoff that was not there, or not all of it. */
export class GapView {
  /**
   * The member that it is about; `link` is `task_id` or `workflow_id`.
   * @example "open_questions"
   */
  part: string;
  /** How much of `completeness` it costs. */
  points: number;
  /**
   * What is missing.
   * @example "Open questions are not stated; an empty list says that there are none."
   */
  message: string;
}

/** A contract between two agents: who takes over what, and what goes with it. */
export class HandoffView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id; never given out twice.
   * @example "H-12"
   */
  handoff_id: string;
  /** An offer that nobody answers in time expires by itself. */
  @ShowsEnum('HandoffStatus', handoffStatuses)
  status: HandoffStatus;
  /**
   * Who gives the work away.
   * @example "architect"
   */
  from_agent_id: string;
  /**
   * Who is to take it over.
   * @example "dev"
   */
  to_agent_id: string;
  /** What was done and where the work stands. */
  summary: string;
  /** Why it changes hands. */
  reason: string | null;
  /** The documents and files that change hands. */
  artifacts: HandoffArtifactView[];
  /** What nobody knows yet; empty where nothing is open, null where nobody has said. */
  open_questions: string[] | null;
  /** What will be looked at when the work is done. */
  acceptance_points: string[];
  /** What else helps to go on: a text or free form. */
  @ShowsContext()
  context: string | Record<string, unknown> | null;
  /**
   * The readable id of the task that changes hands.
   * @example "T-12"
   */
  task_id: string | null;
  /**
   * The run that the work belongs to, as given: its key.
   * @example "greenfield-fullstack-3"
   */
  workflow_id: string | null;
  /** The stage of that run. */
  stage_id: string | null;
  /** The giver's conversation. */
  session_id: string | null;
  /** Who talked to the giver. */
  user_id: string | null;
  /**
   * How much of what a receiver needs is there, 0 to 100, as judged when it was offered.
   * @example 85
   */
  completeness: number;
  /** Why it is not 100: the parts that were missing, with what each costs. */
  missing: GapView[];
  /** How much it helped to do the work, 0 to 100, as the receiver says; null until then. */
  quality: number | null;
  /** What the receiver says of it at the end. */
  feedback: string | null;
  /** Why it was rejected. */
  rejection_reason: string | null;
  /** The receiver's conversation. */
  accepted_session: string | null;
  /** When it was offered. */
  started_at: Date;
  /** When the offer expires unless it is answered. */
  expires_at: Date;
  /** When it was accepted. */
  accepted_at: Date | null;
  /** When it was rejected, expired or completed. */
  ended_at: Date | null;
  /** Counts its changes. */
  version: number;
  created_at: Date;
  updated_at: Date;

  static of(handoff: Handoff): HandoffView {
    return {
      id: handoff.id,
      handoff_id: handoff.collaborationId,
      status: handoff.status,
      from_agent_id: handoff.fromAgent.agentId,
      to_agent_id: handoff.toAgent.agentId,
      summary: handoff.summary,
      reason: handoff.reason,
      artifacts: handoff.artifacts,
      open_questions: handoff.openQuestions,
      acceptance_points: handoff.acceptancePoints,
      context: handoff.context,
      task_id: handoff.task?.taskId ?? null,
      workflow_id: handoff.workflowKey,
      stage_id: handoff.stageId,
      session_id: handoff.sessionId,
      user_id: handoff.userId,
      completeness: handoff.completeness,
      missing: handoff.missing,
      quality: handoff.quality,
      feedback: handoff.feedback,
      rejection_reason: handoff.rejectionReason,
      accepted_session: handoff.acceptedSession,
      started_at: handoff.startedAt,
      expires_at: handoff.expiresAt,
      accepted_at: handoff.acceptedAt,
      ended_at: handoff.endedAt,
      version: handoff.version,
      created_at: handoff.createdAt,
      updated_at: handoff.updatedAt,
    };
  }
}

/** Something that happened to the work after it was taken over. */
export class EvidenceView {
  /**
   * The event.
   * @example "task.failed"
   */
  type: string;
  /** What it says of the work. */
  @ShowsEnum('HandoffVerdict', verdicts)
  verdict: Verdict;
  /**
   * Ids and small facts.
   * @example { "task_id": "T-12", "reason": "The schema was another one" }
   */
  data: Record<string, unknown>;
  at: Date;

  static of({ type, verdict, data, at }: Evidence): EvidenceView {
    return { type, verdict, data, at };
  }
}

/** What came of the work, by what happened to its task or run since it was accepted. */
export class OutcomeView {
  /**
   * The worst of the evidence: FAILED, REOPENED after it was complete, REWORKED (back from review, given back, an earlier
   * stage again); SUCCEEDED where it ended without these; null while nothing is known.
   */
  @ShowsEnum('HandoffVerdict', verdicts)
  verdict: Verdict | null;
  /** In the order in which it happened. */
  evidence: EvidenceView[];

  static of({ verdict, evidence }: Outcome): OutcomeView {
    return { verdict, evidence: evidence.map(EvidenceView.of) };
  }
}

/** A handoff with what came of it. */
export class HandoffDetailView extends HandoffView {
  outcome: OutcomeView;

  static measured(handoff: Handoff, outcome: Outcome): HandoffDetailView {
    return { ...HandoffView.of(handoff), outcome: OutcomeView.of(outcome) };
  }
}
