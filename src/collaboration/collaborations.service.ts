import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { Problem } from '../problems/problem';
import { Collaboration, type CollaborationType } from './collaboration.entity';
import { CollaborationReader, type ShownCollaboration } from './collaboration-reader.service';
import { LinksService, type Wanted } from './links.service';
import { ParticipantsService } from './participants.service';

/** What agents begin together. */
export interface NewCollaboration extends Wanted {
  type: Exclude<CollaborationType, 'HANDOFF'>;
  /** The agents by their names; whoever asked for it first. */
  participants: string[];
  /** What it is about. */
  summary: string;
  context?: string | Record<string, unknown>;
  sessionId?: string;
  userId?: string;
}

/** How it went. */
export interface Ending {
  /** 0 to 100. */
  successRating: number | null;
  feedback: string | null;
}

/** Reviews, consultations and work side by side: each has a start, an end, and what was said of it. */
@Injectable()
export class CollaborationsService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly participants: ParticipantsService,
    private readonly links: LinksService,
    private readonly reader: CollaborationReader,
  ) {}

  /**
   * @throws Problem 404 with look-alikes for an agent or task that is not there, 409 for an agent that is retired or that
   * several packs have, 422 when one is named twice
   */
  async start(scope: Scope, wanted: NewCollaboration): Promise<ShownCollaboration> {
    const { type, summary, context = null, sessionId = null, userId = null } = wanted;
    const agents = await this.participants.find(scope, wanted.participants);
    const { taskId, ...link } = await this.links.resolve(scope, wanted);
    return this.participants.record(scope, agents[0].id, `${type}_STARTED`, async (activity) => {
      const collaborationId = await this.links.nextId(scope, type);
      const [id] = await this.db.insert(Collaboration, {
        projectId: scope.projectId,
        collaborationId,
        type,
        participants: agents.map((agent) => agent.id),
        summary,
        context,
        sessionId,
        userId,
        ...link,
      });
      const facts = { collaboration_id: collaborationId, type, participants: agents.map(({ agentId }) => agentId) };
      const data = { ...facts, task_id: taskId, workflow_id: link.workflowKey };
      await this.events.add(scope, 'collaboration.started', { type: 'collaboration', id }, data);
      Object.assign(activity, { userId, details: facts });
      return this.reader.find(scope, id);
    });
  }

  /** Ends it, once. @throws Problem 409 when it has ended already, or is a handoff */
  async end(scope: Scope, id: string, { successRating, feedback }: Ending): Promise<ShownCollaboration> {
    const { collaboration } = await this.reader.find(scope, id);
    const { collaborationId, type, participants } = collaboration;
    if (type === 'HANDOFF') throw isHandoff(collaborationId);
    return this.participants.record(scope, participants[0], `${type}_ENDED`, async (activity) => {
      const facts = { collaboration_id: collaborationId, type, success_rating: successRating };
      activity.details = facts;
      const done = await this.db.sql`
        update ${Collaboration} set ended_at = now(), success_rating = ${successRating}, feedback = ${feedback},
          updated_at = now(), version = version + 1
        where id = ${collaboration.id} and project_id = ${scope.projectId} and ended_at is null returning id`;
      if (!done.length) throw ended(collaborationId);
      await this.events.add(scope, 'collaboration.ended', { type: 'collaboration', id: collaboration.id }, facts);
      return this.reader.find(scope, collaboration.id);
    });
  }
}

const ended = (id: string) =>
  new Problem('collaboration-ended', 409, 'The collaboration has ended', {
    detail: `${id} has ended already; what was said of it then stays.`,
    allowed: [],
  });

const isHandoff = (id: string) =>
  new Problem('collaboration-is-handoff', 409, 'The collaboration is a handoff', {
    detail: `${id} is a handoff; it ends when it is rejected or completed (POST /collaboration/handoffs/${id}/complete).`,
  });
