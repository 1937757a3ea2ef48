import { Injectable } from '@nestjs/common';
import { Collaboration } from '../collaboration/collaboration.entity';
import { tellingTypes } from '../collaboration/handoffs/outcome';
import { Database } from '../database/database';
import { Event } from '../events/event.entity';
import { EventCursor, GONE } from '../events/feed/event-cursor.entity';
import { cutoff, type Step } from './step';

/**
 * Removes the oldest events, in the order of the feed, and none that a reader has still to deal with. Those by which a
 * handoff is measured stay for as long as it does.
 */
@Injectable()
export class EventRemoval {
  constructor(private readonly db: Database) {}

  async step(days: number, limit: number): Promise<Step> {
    const [{ removed, more }] = await this.db.sql<Step>`
      with next as materialized (
        select e.id, e.position, e.type, e.project_id, e.subject_id, e.at, e.at < ${cutoff(days)} as old from ${Event} e
        where e.position > (select position from ${EventCursor} where name = ${GONE})
          and e.position <= (select min(position) from ${EventCursor} where name <> ${GONE})
        order by e.position limit ${limit}
      ), old as materialized (
        select * from next where position < coalesce((select min(position) from next where not old), 9223372036854775807)
      ), removed as (
        delete from ${Event} e using old where e.id = old.id and not (
          old.type = any(${tellingTypes}) and exists (
            select from ${Collaboration} h where h.project_id = old.project_id and h.accepted_at < old.at
              and (h.task_uuid = old.subject_id or h.run_uuid = old.subject_id)))
        returning 1
      ), moved as (
        update ${EventCursor} set position = (select max(position) from old), updated_at = now()
        where name = ${GONE} and exists (select from old)
      )
      select (select count(*) from removed)::int as removed, (select count(*) from old) = ${limit} as more`;
    return { removed, more };
  }
}
