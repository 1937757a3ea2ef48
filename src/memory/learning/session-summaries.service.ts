import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AgentActivity } from '../../agents/agent-activity.entity';
import type { AgentSession } from '../../agents/agent-session.entity';
import { SessionsService } from '../../agents/sessions.service';
import { Database } from '../../database/database';
import { Learnings } from './learnings.service';
import { listed, sentences } from './sentences';

/** What an agent does only to do something else. */
const ASIDE = ['ACTIVATED', 'DEACTIVATED', 'MEMORY_STORED', 'TASK_CLAIMED', 'STAGE_STARTED'];
/** How many things of a kind are named. */
const NAMED = 20;

interface Deed {
  type: string;
  things: string[];
}

/** Whoever ends a session leaves a memory of what was done in it to the agent itself. */
@Injectable()
export class SessionSummaries implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sessions: SessionsService,
    private readonly learnings: Learnings,
  ) {}

  onModuleInit(): void {
    this.sessions.whenEnded(async (by, ended) => {
      for (const session of ended) if (session.endReason === 'DEACTIVATED') await this.summarise(by, session);
    });
  }

  /** Only what stands in the log of activities is told; a session in which nothing was done is none to remember. */
  private async summarise(by: string, session: AgentSession): Promise<void> {
    const { id, projectId, agentUuid, sessionId, userId } = session;
    const deeds = await this.db.sql<Deed>`
      select activity_type as type, (array_agg(distinct thing))[1:${NAMED}::int] as things from (
        select id, activity_type, concat_ws(' ', details->>'workflow', coalesce(
          details->>'stage_id', details->>'task_id', details->>'handoff_id', details->>'collaboration_id')) as thing
        from ${AgentActivity}
        where agent_uuid = ${agentUuid} and project_id = ${projectId} and session_uuid = ${id} and success
          and activity_type <> all(${ASIDE})
      ) done where thing <> '' group by activity_type order by min(id::text)`;
    if (!deeds.length) return;
    const told = deeds.map(({ type, things }) => listed(type.toLowerCase().replaceAll('_', ' '), things));
    const content = sentences(`In the session '${sessionId}' with ${userId}: ${told.join('; ')}`);
    const links = [{ type: 'session', id: sessionId }];
    await this.learnings.learn(
      { projectId, by },
      { id: agentUuid },
      { category: 'AGENT_CONTEXT', content, sessionId, userId, links, tags: ['session'] },
      'AGENT',
    );
  }
}
