import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Events } from '../../events/events.service';
import { Webhook } from '../webhook.entity';
import { webhookFlow } from '../webhook.flow';
import { WebhooksOptions } from '../webhooks.options';
import type { Outcome } from './attempt';
import { WebhookDelivery } from './delivery.entity';
import { deliveryFlow } from './delivery.flow';
import type { Claim } from './due.service';

/** The actor of what the server does by itself. */
const SERVER = 'server';
/** What a receiver answers that wants nothing any more. */
const GONE = 410;
/** The longest time that a receiver may ask to be left alone, in seconds. */
const LONGEST_REST = 86_400;

/** Keeps what became of attempts: webhook first, delivery second, as everybody locks them. */
@Injectable()
export class DeliveryOutcomes {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly options: WebhooksOptions,
  ) {}

  keep(claim: Claim, outcome: Outcome): Promise<void> {
    return this.db.transaction(() =>
      outcome.error === null ? this.arrived(claim, outcome) : this.failed(claim, outcome),
    );
  }

  /** Counts also when another server has tried meanwhile: it is there. */
  private async arrived({ id, webhookId }: Claim, { status, durationMs }: Outcome): Promise<void> {
    await this.db.sql`
      update ${Webhook} set failing_since = null, updated_at = now(), version = version + 1
      where id = ${webhookId} and failing_since is not null`;
    await this.db.sql`
      update ${WebhookDelivery} set status = 'DELIVERED', delivered_at = now(), next_attempt_at = null, last_status = ${status},
        last_error = null, last_duration_ms = ${durationMs}, updated_at = now(), version = version + 1
      where id = ${id} and status::text = any(${deliveryFlow.into('DELIVERED')})`;
  }

  private async failed({ id, webhookId, projectId, attempts, tries }: Claim, outcome: Outcome): Promise<void> {
    const { status, error, durationMs, retryAfter } = outcome;
    await this.db.sql`
      update ${Webhook} set failing_since = now(), updated_at = now(), version = version + 1
      where id = ${webhookId} and failing_since is null and status = 'ACTIVE'`;
    await this.disable(webhookId, projectId, outcome);
    const { [tries - 1]: wait = null } = this.options.retrySeconds;
    const seconds = wait === null ? null : Math.max(wait, Math.min(retryAfter, LONGEST_REST));
    await this.db.sql`
      update ${WebhookDelivery} set last_status = ${status}, last_error = ${error}, last_duration_ms = ${durationMs},
        status = case when ${seconds}::float8 is null then 'DEAD' else status end,
        next_attempt_at = now() + make_interval(secs => ${seconds}::float8), updated_at = now(), version = version + 1
      where id = ${id} and status = 'PENDING' and attempts = ${attempts}`;
  }

  /** Gives a receiver up that wants nothing any more, or has failed for too long. */
  private async disable(id: string, projectId: string, { status, error }: Outcome): Promise<void> {
    const { disableAfterSeconds } = this.options;
    const gone = status === GONE;
    const reason = gone
      ? 'The receiver answered 410: it wants nothing any more.'
      : `Nothing has arrived for too long: ${error}`;
    const [disabled] = await this.db.sql<{ name: string }>`
      update ${Webhook} set status = 'DISABLED', status_reason = ${reason}, updated_at = now(), version = version + 1
      where id = ${id} and status::text = any(${webhookFlow.into('DISABLED')})
        and (${gone} or failing_since <= now() - make_interval(secs => ${disableAfterSeconds}))
      returning name`;
    if (!disabled) return;
    const scope = { projectId, by: SERVER };
    await this.events.add(scope, 'webhook.disabled', { type: 'webhook', id }, { name: disabled.name, reason });
  }
}
