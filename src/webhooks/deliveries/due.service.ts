import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { WebhooksOptions } from '../webhooks.options';
import { Webhook } from '../webhook.entity';
import { WebhookDelivery } from './delivery.entity';

/** How much longer than an attempt a server has a delivery for itself, in seconds. */
const MARGIN_SECONDS = 30;

/** A delivery that this server is to send, and nobody else for now. */
export interface Claim {
  id: string;
  webhookId: string;
  projectId: string;
  url: string;
  body: string;
  secrets: string[];
  /** How often it was sent, this time included: tells this claim from a later one. */
  attempts: number;
  /** Where it stands in the retry table: 1 for the first attempt. */
  tries: number;
}

/** Which deliveries to look for. */
export interface Wanted {
  /** Those of webhooks that fail, or those of all others. */
  failing: boolean;
  limit: number;
  /** How many of one webhook at most. */
  perWebhook: number;
  /** The webhooks to leave alone. */
  busy: readonly string[];
}

interface ClaimRow {
  id: string;
  webhook_uuid: string;
  project_id: string;
  url: string;
  payload: object;
  secret: string;
  previous: string | null;
  attempts: number;
  tries: number;
}

/** Takes what is due. A claim is a lease: when its server dies, the delivery is due again once the lease is over. */
@Injectable()
export class Due {
  private readonly leaseSeconds: number;

  constructor(
    private readonly db: Database,
    { timeoutSeconds }: WebhooksOptions,
  ) {
    this.leaseSeconds = timeoutSeconds + MARGIN_SECONDS;
  }

  /** Claims deliveries of some webhooks, whichever, each in the order in which they are due. */
  async claim({ failing, limit, perWebhook, busy }: Wanted): Promise<Claim[]> {
    const rows = await this.db.sql<ClaimRow>`
      with waiting as materialized (
        select w.id from ${Webhook} w
        where w.status = 'ACTIVE' and (w.failing_since is not null) = ${failing} and w.id <> all(${busy}::uuid[]) and exists (
          select from ${WebhookDelivery} d where d.webhook_uuid = w.id and d.status = 'PENDING' and d.next_attempt_at <= now())
        order by random() limit ${limit}
      ), due as materialized (
        select one.id from waiting cross join lateral (
          select d.id from ${WebhookDelivery} d
          where d.webhook_uuid = waiting.id and d.status = 'PENDING' and d.next_attempt_at <= now()
          order by d.next_attempt_at, d.position limit ${perWebhook} for update skip locked
        ) one limit ${limit}
      ), claimed as (
        update ${WebhookDelivery} d set attempts = attempts + 1, tries = tries + 1, last_attempt_at = now(),
          next_attempt_at = now() + make_interval(secs => ${this.leaseSeconds})
        from due where d.id = due.id
        returning d.id, d.webhook_uuid, d.project_id, d.payload, d.attempts, d.tries, d.position
      )
      select claimed.id, webhook_uuid, claimed.project_id, payload, attempts, tries, w.url, w.secret,
        case when w.previous_until > now() then w.previous_secret end as previous
      from claimed join ${Webhook} w on w.id = webhook_uuid order by position`;
    return rows.map(({ id, webhook_uuid, project_id, url, payload, secret, previous, attempts, tries }) => ({
      id,
      webhookId: webhook_uuid,
      projectId: project_id,
      url,
      body: JSON.stringify(payload),
      attempts,
      tries,
      secrets: previous === null ? [secret] : [secret, previous],
    }));
  }

  /** Gives back what was not tried to its end. */
  async release({ id, attempts }: Claim): Promise<void> {
    await this.db.sql`
      update ${WebhookDelivery} set attempts = attempts - 1, tries = tries - 1, next_attempt_at = now()
      where id = ${id} and attempts = ${attempts} and status = 'PENDING'`;
  }
}
