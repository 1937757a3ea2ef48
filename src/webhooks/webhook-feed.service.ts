import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Project } from '../access/project.entity';
import { Database } from '../database/database';
import { EventView } from '../events/event.dto';
import { matches } from '../events/event-filter';
import type { PlacedEvent } from '../events/feed/event-log.service';
import { Feed } from '../events/feed/feed.service';
import { WebhookDelivery } from './deliveries/delivery.entity';
import { Webhook } from './webhook.entity';

/** What of a webhook says which events it takes. */
interface Taker {
  id: string;
  project_id: string;
  project: string;
  types: string[] | null;
  subject_type: string | null;
  subject_id: string | null;
  since: string;
}

/** Makes a delivery of every event for every webhook that takes it, in the transaction that remembers the event as read. */
@Injectable()
export class WebhookFeed implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly feed: Feed,
  ) {}

  onModuleInit(): Promise<void> {
    return this.feed.read('webhooks', (events) => this.take(events), { from: 'now' });
  }

  private async take(events: readonly PlacedEvent[]): Promise<void> {
    const takers = await this.takers([...new Set(events.map(({ projectId }) => projectId))]);
    const rows = events.flatMap((event) =>
      takers.filter((taker) => takes(taker, event)).map((taker) => rowOf(taker, event)),
    );
    if (!rows.length) return;
    await this.db.sql`
      insert into ${WebhookDelivery} (project_id, webhook_uuid, position, type, payload, next_attempt_at, version)
      select row.project_id, row.webhook_uuid, row.position, row.type, row.payload, now(), 1
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as row (project_id uuid, webhook_uuid uuid, position bigint, type text, payload jsonb)
      order by row.position
      on conflict do nothing`;
  }

  /** Locked, so that none is deleted before its deliveries are there. */
  private takers(projects: string[]): Promise<Taker[]> {
    return this.db.sql<Taker>`
      select w.id, w.project_id, p.key as project, w.types, w.subject_type, w.subject_id, w.since
      from ${Webhook} w join ${Project} p on p.id = w.project_id
      where w.project_id = any(${projects}::uuid[]) order by w.id for key share of w`;
  }
}

const takes = ({ project_id: projectId, types, subject_type, subject_id, since }: Taker, event: PlacedEvent): boolean =>
  BigInt(event.position) > BigInt(since) &&
  matches(
    {
      projectId,
      types: types ?? undefined,
      subjectType: subject_type ?? undefined,
      subjectId: subject_id ?? undefined,
    },
    event,
  );

const rowOf = ({ id, project_id, project }: Taker, event: PlacedEvent) => ({
  project_id,
  webhook_uuid: id,
  position: event.position,
  type: event.type,
  payload: {
    type: event.type,
    timestamp: event.at,
    data: { ...EventView.of(event), position: event.position, project },
  },
});
