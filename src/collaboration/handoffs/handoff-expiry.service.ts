import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Agent } from '../../agents/agent.entity';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import { Event } from '../../events/event.entity';
import { Collaboration } from '../collaboration.entity';
import { handoffFlow } from './handoff.flow';

const EVERY_MS = 1_000;
/** How many offers one statement ends. */
const BATCH = 500;
/** The actor of what the server does by itself. */
const SERVER = 'server';

/** Ends the offers that nobody has answered in time, on any number of servers, each once. */
@Injectable()
export class HandoffExpiry implements BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('Handoffs cannot be expired', async () => (await this.expire()) === BATCH);

  constructor(private readonly db: Database) {}

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeper.stop();
  }

  /**
   * Expires overdue offers, the longest overdue first. One that is being answered is left to the next turn.
   * @returns how many; when it is a full batch there may be more
   */
  async expire(): Promise<number> {
    const told = await this.db.sql`
      with overdue as materialized (
        select id from ${Collaboration} where status = 'OFFERED' and expires_at <= now()
        order by expires_at limit ${BATCH} for update skip locked
      ), expired as (
        update ${Collaboration} h set status = 'EXPIRED', ended_at = h.expires_at, updated_at = now(),
          version = h.version + 1
        from overdue where h.id = overdue.id and h.status::text = any(${handoffFlow.into('EXPIRED')})
        returning h.id, h.project_id, h.collaboration_id, h.from_agent_uuid, h.to_agent_uuid, h.expires_at
      )
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, e.project_id, 'handoff.expired', 'handoff', e.id, ${SERVER},
        jsonb_build_object('handoff_id', e.collaboration_id, 'from_agent_id', giver.agent_id,
          'to_agent_id', receiver.agent_id, 'expired_at', e.expires_at)
      from expired e join ${Agent} giver on giver.id = e.from_agent_uuid
        join ${Agent} receiver on receiver.id = e.to_agent_uuid
      returning id`;
    return told.length;
  }
}
