import type { OfferedHandoff } from './handoff-reader.service';

/** An offer that waits for an answer, in few words. */
export class OfferedHandoffView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "H-12"
   */
  handoff_id: string;
  /**
   * Who gives the work away.
   * @example "architect"
   */
  from_agent_id: string;
  /** The beginning of what was done and where the work stands. */
  summary: string;
  /** The readable id of the task that changes hands. */
  task_id: string | null;
  /** The run that the work belongs to. */
  workflow_id: string | null;
  /** How much of what is needed is there, 0 to 100. */
  completeness: number;
  /** When the offer expires unless it is answered. */
  expires_at: Date;

  static of(handoff: OfferedHandoff): OfferedHandoffView {
    const { id, handoffId, fromAgentId, summary, taskId, workflowKey, completeness, expiresAt } = handoff;
    return {
      id,
      handoff_id: handoffId,
      from_agent_id: fromAgentId,
      summary,
      task_id: taskId,
      workflow_id: workflowKey,
      completeness,
      expires_at: expiresAt,
    };
  }
}
