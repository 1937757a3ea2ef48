import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AgentActivity } from '../agents/agent-activity.entity';
import type { AgentSession } from '../agents/agent-session.entity';
import { Agent } from '../agents/agent.entity';
import { SessionsService } from '../agents/sessions.service';
import { Database } from '../database/database';
import { excerpt } from '../memory/lessons/excerpt';
import { type Lesson, linksTo } from '../memory/lessons/lesson';
import { Lessons } from '../memory/lessons/lessons.service';
import { textIn } from '../memory/retrieval/free-text';
import { Task } from '../tasks/task.entity';

/** What an agent does only to do something else. */
const ASIDE = ['ACTIVATED', 'DEACTIVATED', 'EXPIRED', 'MEMORY_STORED', 'TASK_CLAIMED', 'STAGE_STARTED'];
/** How many things of a kind are named. */
const NAMED = 20;
/** How many characters of what a session was about are kept. */
const ABOUT = 500;

/** Something that was done in a session. */
interface Deed {
  session: string;
  agentId: string;
  /** `TASK_COMPLETED`, … */
  type: string;
  task: string | null;
  workflow: string | null;
  stage: string | null;
  /** The thing with its name, in words. */
  thing: string;
}

/** Whoever ends a session, or lets it run out, leaves a memory of what was done in it to the agent itself. */
@Injectable()
export class SessionSummaries implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sessions: SessionsService,
    private readonly lessons: Lessons,
  ) {}

  onModuleInit(): void {
    this.sessions.whenEnded((by, ended) => this.summarise(by, ended));
  }

  /** Only what stands in the log of activities is told; a session in which nothing was done is none to remember. */
  private async summarise(by: string, ended: readonly AgentSession[]): Promise<void> {
    const deeds = await this.deedsOf(ended.map(({ id }) => id));
    for (const session of ended) {
      const own = deeds.filter((deed) => deed.session === session.id);
      if (own.length) await this.lessons.learn({ projectId: session.projectId, by }, [summaryOf(session, own)]);
    }
  }

  /** Each thing that was done once, in the order of the last time. */
  private deedsOf(sessions: readonly string[]): Promise<Deed[]> {
    return this.db.sql<Deed>`
      select session, "agentId", type, task, workflow, stage, thing from (
        select distinct on (a.session_uuid, a.activity_type, thing) a.id, a.session_uuid as session,
          agent.agent_id as "agentId", a.activity_type as type, a.details ->> 'task_id' as task,
          a.details ->> 'workflow' as workflow, a.details ->> 'stage_id' as stage, concat_ws(' ',
            a.details ->> 'workflow', coalesce(a.details ->> 'stage_id', a.details ->> 'task_id',
              a.details ->> 'handoff_id', a.details ->> 'collaboration_id'), task.name) as thing
        from ${AgentActivity} a join ${Agent} agent on agent.id = a.agent_uuid
          left join ${Task} task on task.project_id = a.project_id and task.task_id = a.details ->> 'task_id'
        where a.session_uuid = any(${sessions}::uuid[]) and a.success and a.activity_type <> all(${ASIDE})
        order by a.session_uuid, a.activity_type, thing, a.id desc
      ) deed where thing <> '' order by id`;
  }
}

/** What is remembered of a session. */
export function summaryOf(session: AgentSession, deeds: readonly Deed[]): Lesson {
  const { sessionId, userId, context, agentUuid, startedAt, endedAt } = session;
  const [{ agentId }] = deeds;
  const about = excerpt(textIn(context), ABOUT);
  const types = [...new Set(deeds.map(({ type }) => type))];
  const told = types.map((type) =>
    listed(
      type,
      deeds.filter((deed) => deed.type === type).map(({ thing }) => thing),
    ),
  );
  return {
    category: 'AGENT_CONTEXT',
    own: true,
    content: [`In the session '${sessionId}' with ${userId}${about && `, about ${about}`}:`, ...told].join('\n'),
    agent: { id: agentUuid, agentId },
    sessionId,
    userId,
    tags: ['session'],
    occurredAt: endedAt ?? startedAt,
    links: [
      ...linksTo({ session: sessionId }),
      ...distinct(deeds.map(({ task }) => task)).flatMap((task) => linksTo({ task })),
      ...distinct(deeds.map(({ workflow }) => workflow)).flatMap((workflow) => linksTo({ workflow })),
    ],
    context: { learned_from: 'session.ended' },
  };
}

/** `task completed: T-1 Build the login form; T-3 Build the cart` */
function listed(type: string, things: readonly string[]): string {
  const more = things.length > NAMED ? ` and ${things.length - NAMED} more` : '';
  return `${type.toLowerCase().replaceAll('_', ' ')}: ${things.slice(0, NAMED).join('; ')}${more}`;
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)].slice(0, NAMED);
