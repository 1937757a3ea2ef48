import { ShowsEnum } from '../access/enum.dto';
import { ShowsContext } from './collaboration-context.dto';
import { type CollaborationType, collaborationTypes } from './collaboration.entity';
import type { ShownCollaboration } from './collaboration-reader.service';
import { type HandoffStatus, handoffStatuses } from './handoffs/handoff.flow';

/** Agents that work together. */
export class CollaborationView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id: `C-3`, of a handoff `H-12`.
   * @example "C-3"
   */
  collaboration_id: string;
  /** What it is. */
  @ShowsEnum('CollaborationType', collaborationTypes)
  type: CollaborationType;
  /** The state of a handoff; null of any other. */
  @ShowsEnum('HandoffStatus', handoffStatuses)
  status: HandoffStatus | null;
  /**
   * The agents that take part: of a handoff the giver and the receiver, of any other whoever asked for it first.
   * @example ["dev", "qa"]
   */
  participants: string[];
  /** What it is about. */
  summary: string;
  /** What else helps: a text or free form. */
  @ShowsContext()
  context: string | Record<string, unknown> | null;
  /** The readable id of the task that it is about. */
  task_id: string | null;
  /** The run that it belongs to, as given: its key. */
  workflow_id: string | null;
  /** The conversation in which it began. */
  session_id: string | null;
  /** Who asked for it. */
  user_id: string | null;
  /** How well it went, 0 to 100; of a handoff its quality. Null while nobody has said. */
  success_rating: number | null;
  /** What came of it. */
  feedback: string | null;
  started_at: Date;
  /** Null while it goes on. */
  ended_at: Date | null;
  /** Counts its changes. */
  version: number;
  created_at: Date;
  updated_at: Date;

  static of({ collaboration, participants }: ShownCollaboration): CollaborationView {
    return {
      id: collaboration.id,
      collaboration_id: collaboration.collaborationId,
      type: collaboration.type,
      status: collaboration.status,
      participants,
      summary: collaboration.summary,
      context: collaboration.context,
      task_id: collaboration.task?.taskId ?? null,
      workflow_id: collaboration.workflowKey,
      session_id: collaboration.sessionId,
      user_id: collaboration.userId,
      success_rating: collaboration.successRating ?? collaboration.quality,
      feedback: collaboration.feedback,
      started_at: collaboration.startedAt,
      ended_at: collaboration.endedAt,
      version: collaboration.version,
      created_at: collaboration.createdAt,
      updated_at: collaboration.updatedAt,
    };
  }
}
