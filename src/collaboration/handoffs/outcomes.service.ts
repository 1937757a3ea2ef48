import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Event } from '../../events/event.entity';
import { Collaboration } from '../collaboration.entity';
import type { Handoff } from './handoff-reader.service';
import { type Happening, type Outcome, outcomeOf, tellingTypes } from './outcome';

/** How many happenings one outcome looks at, the oldest first. */
const HAPPENINGS = 200;

/** Measures what came of handoffs, from the events of their tasks and runs since they were accepted. */
@Injectable()
export class OutcomesService {
  constructor(private readonly db: Database) {}

  /** The outcome of each of these handoffs, in their order. */
  async of(scope: Scope, handoffs: readonly Handoff[]): Promise<Outcome[]> {
    const byHandoff = new Map(handoffs.map(({ id }) => [id, [] as Happening[]]));
    for (const { id, ...happening } of await this.happenings(scope, handoffs)) byHandoff.get(id)!.push(happening);
    return handoffs.map((handoff) => outcomeOf(handoff, byHandoff.get(handoff.id)!));
  }

  /** A handoff of one stage is measured by what happened to that stage alone. */
  private happenings({ projectId }: Scope, handoffs: readonly Handoff[]): Promise<(Happening & { id: string })[]> {
    return this.db.sql<Happening & { id: string }>`
      select h.id, event.type, event.actor, event.data, event.at from ${Collaboration} h
      cross join lateral (
        select e.id, e.type, e.actor, e.data, e.at from ${Event} e
        where e.project_id = h.project_id and e.subject_id in (h.task_uuid, h.run_uuid)
          and e.at > h.accepted_at and e.type = any(${tellingTypes})
          and (e.subject_id = h.task_uuid or h.stage_id is null or e.data->>'stage_id' = h.stage_id)
        order by e.id limit ${HAPPENINGS}
      ) event
      where h.project_id = ${projectId} and h.id = any(${handoffs.map(({ id }) => id)}::uuid[])
      order by event.id`;
  }
}
