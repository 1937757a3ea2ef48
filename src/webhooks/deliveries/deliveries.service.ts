import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { isUuid } from '../../database/identify';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { Project } from '../../access/project.entity';
import { Events } from '../../events/events.service';
import { notFound } from '../../problems/problem';
import type { Webhook } from '../webhook.entity';
import { WebhooksService } from '../webhooks.service';
import { WebhookDelivery } from './delivery.entity';
import { deliveryFlow, type DeliveryStatus } from './delivery.flow';

export interface DeliveryFilter {
  status?: DeliveryStatus;
  type?: string;
}

/** The type of what is sent to see whether it arrives. */
const TEST = 'webhook.test';

/** What is sent to webhooks: how far it came, and once more. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly webhooks: WebhooksService,
  ) {}

  /** Oldest first. @throws Problem 404 for a webhook that is not there */
  async list(
    scope: Scope,
    webhookId: string,
    filter: DeliveryFilter,
    request: PageRequest,
  ): Promise<Page<WebhookDelivery>> {
    const webhook = await this.webhooks.find(scope, webhookId);
    const { status, type } = filter;
    const deliveries = this.db
      .of(WebhookDelivery)
      .createQueryBuilder('delivery')
      .where({ projectId: scope.projectId, webhookUuid: webhook.id, ...(status && { status }), ...(type && { type }) });
    return page(deliveries, request);
  }

  /** @throws Problem 404 */
  async find(scope: Scope, webhookId: string, id: string): Promise<WebhookDelivery> {
    const webhook = await this.webhooks.find(scope, webhookId);
    const where = { projectId: scope.projectId, webhookUuid: webhook.id, id };
    const delivery = isUuid(id) ? await this.db.of(WebhookDelivery).findOneBy(where) : null;
    if (!delivery) throw notFound('delivery', id);
    return delivery;
  }

  /** Sends something that only shows whether it arrives. @throws Problem 404 */
  test(scope: Scope, webhookId: string): Promise<WebhookDelivery> {
    return this.db.transaction(async () => {
      const webhook = await this.webhooks.find(scope, webhookId);
      const [{ id }] = await this.db.sql<{ id: string }>`
        insert into ${WebhookDelivery} (project_id, webhook_uuid, type, payload, next_attempt_at, version)
        select p.id, ${webhook.id}, ${TEST}, jsonb_build_object('type', ${TEST}::text, 'timestamp', now(),
          'data', jsonb_build_object('webhook_id', ${webhook.id}::text, 'actor', ${scope.by}::text, 'project', p.key)), now(), 1
        from ${Project} p where p.id = ${scope.projectId} returning id`;
      await this.tell(scope, 'tested', webhook, { delivery_id: id });
      return this.find(scope, webhook.id, id);
    });
  }

  /** Sends one as soon as possible, from the beginning of the retry table, whatever became of it. @throws Problem 404 */
  replay(scope: Scope, webhookId: string, id: string): Promise<WebhookDelivery> {
    return this.db.transaction(async () => {
      const webhook = await this.webhooks.find(scope, webhookId);
      const delivery = await this.find(scope, webhook.id, id);
      await this.db.sql`
        update ${WebhookDelivery} set status = 'PENDING', tries = 0, next_attempt_at = now(), delivered_at = null,
          updated_at = now(), version = version + 1
        where project_id = ${scope.projectId} and id = ${delivery.id}
          and status::text = any(${deliveryFlow.into('PENDING')})`;
      await this.tell(scope, 'replayed', webhook, { delivery_id: delivery.id, replayed: 1 });
      return this.find(scope, webhook.id, delivery.id);
    });
  }

  /** The same with all that are DEAD. @returns how many there were @throws Problem 404 */
  replayDead(scope: Scope, webhookId: string): Promise<number> {
    return this.db.transaction(async () => {
      const webhook = await this.webhooks.find(scope, webhookId);
      const [{ replayed }] = await this.db.sql<{ replayed: number }>`
        with replayed as (
          update ${WebhookDelivery} set status = 'PENDING', tries = 0, next_attempt_at = now(), updated_at = now(),
            version = version + 1
          where project_id = ${scope.projectId} and webhook_uuid = ${webhook.id} and status = 'DEAD' returning id
        ) select count(*)::int as replayed from replayed`;
      await this.tell(scope, 'replayed', webhook, { replayed });
      return replayed;
    });
  }

  private tell(scope: Scope, what: string, { id, name }: Webhook, data: object): Promise<void> {
    return this.events.add(scope, `webhook.${what}`, { type: 'webhook', id }, { name, ...data });
  }
}
