import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { isUuid } from '../database/identify';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { EventLog } from '../events/feed/event-log.service';
import { move } from '../flow/move';
import { notFound } from '../problems/problem';
import { Targets } from './targets/targets.service';
import { Webhook } from './webhook.entity';
import { webhookFlow, type WebhookStatus } from './webhook.flow';

/** Where to send which events. */
export interface NewWebhook {
  url: string;
  name?: string;
  types?: string[] | null;
  subjectType?: string | null;
  subjectId?: string | null;
}

/** A webhook with the secret that its receiver gets to see once. */
export interface FreshWebhook {
  webhook: Webhook;
  secret: string;
}

/** Says where events of a project are sent to. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly log: EventLog,
    private readonly targets: Targets,
  ) {}

  /**
   * Has events sent to an address from now on.
   * @throws Problem 422 for an address that is none, or one inside the network. Names are looked at whenever something is sent
   */
  create(
    scope: Scope,
    { url, name, types = null, subjectType = null, subjectId = null }: NewWebhook,
  ): Promise<FreshWebhook> {
    this.targets.refuse(url);
    return this.db.transaction(async () => {
      const secret = newSecret();
      const { head: since } = await this.log.bounds();
      const [id] = await this.db.insert(Webhook, {
        projectId: scope.projectId,
        url,
        name: name ?? new URL(url).host,
        types,
        subjectType,
        subjectId,
        secret,
        since,
        createdBy: scope.by,
      });
      return { webhook: await this.announced(scope, 'created', id), secret };
    });
  }

  /** Oldest first. */
  list({ projectId }: Scope, request: PageRequest): Promise<Page<Webhook>> {
    return page(this.db.of(Webhook).createQueryBuilder('webhook').where({ projectId }), request);
  }

  /** @throws Problem 404 */
  async find({ projectId }: Scope, id: string): Promise<Webhook> {
    const webhook = isUuid(id) ? await this.db.of(Webhook).findOneBy({ projectId, id }) : null;
    if (!webhook) throw notFound('webhook', id);
    return webhook;
  }

  /** Changes what is given; what is sent already stays as it is. @throws Problem 404, 422 */
  change(scope: Scope, id: string, change: Partial<NewWebhook>): Promise<Webhook> {
    if (change.url !== undefined) this.targets.refuse(change.url);
    return this.db.transaction(async () => {
      const webhook = await this.find(scope, id);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      await this.db.of(Webhook).update({ projectId: scope.projectId, id: webhook.id }, given);
      return this.announced(scope, 'changed', webhook.id, { changed: Object.keys(given) });
    });
  }

  /** Ends it, with all that was or was to be sent. @returns what it was @throws Problem 404 */
  remove(scope: Scope, id: string): Promise<Webhook> {
    return this.db.transaction(async () => {
      const webhook = await this.find(scope, id);
      const { affected } = await this.db.of(Webhook).delete({ projectId: scope.projectId, id: webhook.id });
      if (!affected) throw notFound('webhook', id);
      await this.tell(scope, 'deleted', webhook);
      return webhook;
    });
  }

  /** Sends nothing until it is resumed; what happens meanwhile waits. @throws Problem 404, 409 */
  pause(scope: Scope, id: string, reason?: string): Promise<Webhook> {
    return this.move(scope, id, 'PAUSED', reason);
  }

  /** Sends again, also what has waited. @throws Problem 404, 409 */
  resume(scope: Scope, id: string): Promise<Webhook> {
    return this.move(scope, id, 'ACTIVE');
  }

  /**
   * Draws its secret anew.
   * @param overlapSeconds how long the one before signs too
   * @throws Problem 404
   */
  rotate(scope: Scope, id: string, overlapSeconds: number): Promise<FreshWebhook> {
    return this.db.transaction(async () => {
      const webhook = await this.find(scope, id);
      const secret = newSecret();
      await this.db.sql`
        update ${Webhook} set previous_secret = secret, previous_until = now() + make_interval(secs => ${overlapSeconds}),
          secret = ${secret}, updated_at = now(), version = version + 1
        where project_id = ${scope.projectId} and id = ${webhook.id}`;
      return { webhook: await this.announced(scope, 'secret_rotated', webhook.id), secret };
    });
  }

  private move(scope: Scope, id: string, to: WebhookStatus, reason?: string): Promise<Webhook> {
    return this.db.transaction(async () => {
      const webhook = await this.find(scope, id);
      const set = { statusReason: reason ?? null, failingSince: null };
      await move<WebhookStatus, Webhook>(this.db, webhook, {
        entity: Webhook,
        noun: 'webhook',
        name: webhook.name,
        flow: webhookFlow,
        to,
        set,
      });
      return this.announced(scope, to === 'ACTIVE' ? 'resumed' : 'paused', webhook.id, { reason });
    });
  }

  private async announced(scope: Scope, what: string, id: string, data = {}): Promise<Webhook> {
    const webhook = await this.find(scope, id);
    await this.tell(scope, what, webhook, data);
    return webhook;
  }

  private tell(scope: Scope, what: string, { id, name }: Webhook, data = {}): Promise<void> {
    return this.events.add(scope, `webhook.${what}`, { type: 'webhook', id }, { name, ...data });
  }
}

/** In the form of Standard Webhooks: 32 random bytes. */
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
