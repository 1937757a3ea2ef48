import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../database/database';
import { Sweeper } from '../database/sweeper';
import { Events } from '../events/events.service';
import { ActivitiesService } from './activities.service';
import { AgentSession } from './agent-session.entity';
import { Agent } from './agent.entity';
import { SessionsService } from './sessions.service';

const EVERY_MS = 1_000;
/** How many sessions one transaction ends. */
const BATCH = 500;
/** The actor of what the server does by itself. */
const SERVER = 'server';

/** Ends the sessions whose heartbeat has stopped, on any number of servers, each session once. */
@Injectable()
export class SessionExpiry implements BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('Sessions cannot be expired', async () => (await this.expire()) === BATCH);

  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly activities: ActivitiesService,
    private readonly sessions: SessionsService,
  ) {}

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeper.stop();
  }

  /**
   * Ends overdue sessions, the longest overdue first.
   * @returns how many; when it is a full batch there may be more
   */
  async expire(): Promise<number> {
    return this.db.transaction(async () => {
      const rows = await this.db.sql<{ agent_id: string }>`
        with overdue as materialized (
          select id from ${AgentSession} where ended_at is null and expires_at <= now()
          order by expires_at limit ${BATCH} for update skip locked
        )
        update ${AgentSession} session set ended_at = expires_at, end_reason = 'EXPIRED', open_work = 0,
          updated_at = now(), version = session.version + 1
        from overdue, ${Agent} agent where session.id = overdue.id and agent.id = session.agent_uuid
        returning ${this.db.columns(AgentSession, 'session')}, agent.agent_id`;
      if (rows.length) await this.tell(rows);
      return rows.length;
    });
  }

  private async tell(rows: { agent_id: string }[]): Promise<void> {
    const sessions = rows.map((row) => this.db.hydrate(AgentSession, row));
    await this.sessions.leave(SERVER, sessions);
    await this.activities.note(SERVER, 'EXPIRED', sessions);
    await this.events.addAll(
      sessions.map(({ id, projectId, sessionId, userId }, n) => ({
        scope: { projectId, by: SERVER },
        type: 'session.expired',
        subject: { type: 'session', id },
        data: { agent_id: rows[n].agent_id, session_id: sessionId, user_id: userId },
      })),
    );
  }
}
