import { Injectable } from '@nestjs/common';
import { ActivitiesService, type Activity } from '../../agents/activities.service';
import type { Agent } from '../../agents/agent.entity';
import { retired, Roster } from '../../agents/roster.service';
import { Database } from '../../database/database';
import { insertLater, newId } from '../../database/rows';
import type { Scope } from '../../database/scope';
import { Collaboration, type HandoffArtifact } from '../collaboration.entity';
import { LinksService, type Wanted } from '../links.service';
import { completenessOf } from './completeness';
import { HandoffNews } from './handoff-news.service';

/** What is offered. All but the agents and the summary may be left out, at the expense of its completeness. */
export interface NewHandoff extends Wanted {
  /** A name of the agent, or its row. */
  from: string | Agent;
  to: string | Agent;
  /** What was done and where the work stands. */
  summary: string;
  /** Why it changes hands. */
  reason?: string;
  artifacts?: HandoffArtifact[];
  /** An empty list says that there are none. */
  openQuestions?: string[];
  acceptancePoints?: string[];
  context?: string | Record<string, unknown>;
  /** The giver's conversation. */
  sessionId?: string;
  userId?: string;
  /** How long it waits for an answer; a day unless said otherwise. */
  expiresInSeconds?: number;
}

/** Where a new row is found. */
export interface Offered {
  id: string;
  /** The readable id: `H-12`. */
  handoffId: string;
}

const DAY_SECONDS = 86_400;

/** Offers handoffs. */
@Injectable()
export class HandoffsService {
  constructor(
    private readonly db: Database,
    private readonly news: HandoffNews,
    private readonly activities: ActivitiesService,
    private readonly roster: Roster,
    private readonly links: LinksService,
  ) {}

  /**
   * Offers work to another agent, or to another conversation with the same one. Joins the transaction that it is called in.
   * @throws Problem 403 for another giver than the caller, 404 with look-alikes for an agent or task that is not there, 409 when several packs have the agent or
   * the receiver is retired
   */
  async offer(scope: Scope, handoff: NewHandoff): Promise<Offered> {
    const from = typeof handoff.from === 'string' ? await this.roster.actor(scope, handoff.from) : handoff.from;
    const to = typeof handoff.to === 'string' ? await this.roster.find(scope, handoff.to) : handoff.to;
    if (!to.definition.current) throw retired(to);
    return this.activities.record(scope, { agent: from, type: 'HANDOFF_OFFERED' }, (activity) =>
      this.insert(scope, handoff, { from, to, activity }),
    );
  }

  private async insert(
    scope: Scope,
    handoff: NewHandoff,
    { from, to, activity }: { from: Agent; to: Agent; activity: Activity },
  ): Promise<Offered> {
    const { summary, expiresInSeconds = DAY_SECONDS, sessionId = null, userId = null } = handoff;
    const { artifacts = [], acceptancePoints = [] } = handoff;
    const { reason = null, openQuestions = null, context = null } = handoff;
    const { taskId, ...link } = await this.links.resolve(scope, handoff);
    const { workflowKey } = link;
    const contents = { summary, reason, artifacts, openQuestions, acceptancePoints, context };
    const { score, missing } = completenessOf({ ...contents, linked: (taskId ?? workflowKey) !== null });
    const [handoffId, id] = await Promise.all([this.links.nextId(scope, 'HANDOFF'), newId(this.db)]);
    const row: Partial<Collaboration> = {
      id,
      projectId: scope.projectId,
      collaborationId: handoffId,
      type: 'HANDOFF',
      status: 'OFFERED',
      participants: [from.id, to.id],
      fromAgentUuid: from.id,
      toAgentUuid: to.id,
      ...contents,
      ...link,
      sessionId,
      userId,
      completeness: score,
      missing,
      expiresAt: new Date(Date.now() + expiresInSeconds * 1000),
    };
    await insertLater(this.db, Collaboration, [row]);
    const names = { handoff_id: handoffId, from_agent_id: from.agentId, to_agent_id: to.agentId };
    const data = { ...names, task_id: taskId, workflow_id: workflowKey, stage_id: link.stageId, completeness: score };
    const told = {
      ...contents,
      collaborationId: handoffId,
      from,
      to,
      taskId,
      workflowKey,
      sessionId,
      stageId: link.stageId,
    };
    await this.news.offered(scope, id, told, data);
    Object.assign(activity, { userId, details: names });
    return { id, handoffId };
  }
}
