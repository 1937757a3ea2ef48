import { ShowsEnum } from '../../access/enum.dto';
import { Limit } from '../../database/limit';
import { AgentTaskView } from '../../tasks/agent-task.dto';
import { type CollaborationType, collaborationTypes } from '../collaboration.entity';
import type { ShownCollaboration } from '../collaboration-reader.service';
import { OfferedHandoffView } from '../handoffs/offered-handoff.dto';
import type { Inbox } from './inbox.service';

export class InboxQuery {
  /**
   * How many of each kind at most.
   * @example 10
   */
  @Limit(50)
  limit?: number = 10;
}

/** A review, a consultation or work side by side that goes on, in few words. */
export class OpenCollaborationView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "C-3"
   */
  collaboration_id: string;
  /** What it is. */
  @ShowsEnum('CollaborationType', collaborationTypes)
  type: CollaborationType;
  /**
   * The agents that take part; whoever asked for it first.
   * @example ["dev", "qa"]
   */
  participants: string[];
  /** The beginning of what it is about. */
  summary: string;
  started_at: Date;

  static of({ collaboration, participants }: ShownCollaboration): OpenCollaborationView {
    const { id, collaborationId, type, summary, startedAt } = collaboration;
    const beginning = [...summary].slice(0, 200).join('');
    return { id, collaboration_id: collaborationId, type, participants, summary: beginning, started_at: startedAt };
  }
}

/** Offers that wait for an answer. */
export class OfferedHandoffsView {
  /** How many there are. */
  total: number;
  /** The first to expire first. */
  items: OfferedHandoffView[];
}

/** Reviews, consultations and work side by side that go on. */
export class OpenCollaborationsView {
  /** How many there are. */
  total: number;
  /** The oldest first. */
  items: OpenCollaborationView[];
}

/** Tasks that are for the agent and may be claimed now. */
export class ReadyTasksView {
  /** How many there are. */
  total: number;
  /** The first to be claimed first. */
  items: AgentTaskView[];
}

/** What waits for an agent. */
export class InboxView {
  /**
   * The readable id of the agent.
   * @example "dev"
   */
  agent_id: string;
  handoffs: OfferedHandoffsView;
  collaborations: OpenCollaborationsView;
  tasks: ReadyTasksView;

  static of({ agent, handoffs, collaborations, tasks }: Inbox): InboxView {
    return {
      agent_id: agent.agentId,
      handoffs: { total: handoffs.total, items: handoffs.items.map(OfferedHandoffView.of) },
      collaborations: { total: collaborations.total, items: collaborations.items.map(OpenCollaborationView.of) },
      tasks: { total: tasks.total, items: tasks.items.map(AgentTaskView.of) },
    };
  }
}
