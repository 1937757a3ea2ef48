import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { Needs } from '../access/needs';
import { PageQuery, Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { ReachablePipe } from './targets/reachable.pipe';
import {
  ChangeWebhook,
  CreateWebhook,
  FreshWebhookView,
  PauseWebhook,
  RotateSecret,
  WebhookPath,
  WebhookView,
} from './webhook.dto';
import { WebhooksService } from './webhooks.service';

@Routes('webhooks', 'Webhooks')
@Needs('ADMIN')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  /**
   * Have events sent to an address
   * @remarks Every event that becomes known from now on and that the filter takes is sent as a POST with the body
   * `{ type, timestamp, data }`, where `data` is the event as in `GET /events`, with the key of its `project`. It is signed as
   * [Standard Webhooks](https://www.standardwebhooks.com) says: `webhook-id`, `webhook-timestamp` and `webhook-signature`; the
   * answer is the only place where the secret is ever shown. Any answer of 2xx within 15 seconds takes it. After any other, a
   * redirect, or none, it is sent again 5 seconds, 5 minutes, 30 minutes, 2, 5, 10, 14, 20 and 24 hours after the failure
   * before, later where `Retry-After` asks for it; then it is DEAD until it is replayed. Each event arrives at least once, so
   * a receiver leaves a `webhook-id` alone that it has seen; a retry comes later than younger events, and `position` tells
   * their order. A receiver that answers 410, or takes nothing for 5 days, is DISABLED, which the event `webhook.disabled` tells.
   */
  @Post()
  @Refuses(422, 'The address is none, or leads inside the network of the server.')
  async create(@InScope() scope: Scope, @Body(ReachablePipe) input: CreateWebhook): Promise<FreshWebhookView> {
    return FreshWebhookView.drawn(await this.webhooks.create(scope, CreateWebhook.toNew(input)));
  }

  /** List the webhooks, oldest first */
  @Get()
  @Paged(WebhookView)
  async list(@InScope() scope: Scope, @Query() query: PageQuery): Promise<Page<WebhookView>> {
    return mapPage(await this.webhooks.list(scope, query), WebhookView.of);
  }

  /** Get one webhook, without its secret */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: WebhookPath): Promise<WebhookView> {
    return WebhookView.of(await this.webhooks.find(scope, id));
  }

  /** Change where what is sent */
  @Patch(':id')
  @Refuses(422, 'The address is none, or leads inside the network of the server.')
  async change(
    @InScope() scope: Scope,
    @Param() { id }: WebhookPath,
    @Body(ReachablePipe) input: ChangeWebhook,
  ): Promise<WebhookView> {
    return WebhookView.of(await this.webhooks.change(scope, id, ChangeWebhook.toChange(input)));
  }

  /**
   * End a webhook
   * @remarks With all that was or was to be sent. The answer is what it was.
   */
  @Delete(':id')
  async remove(@InScope() scope: Scope, @Param() { id }: WebhookPath): Promise<WebhookView> {
    return WebhookView.of(await this.webhooks.remove(scope, id));
  }

  /**
   * Send nothing for now
   * @remarks What happens meanwhile waits, and is sent once it is resumed.
   */
  @Post(':id/pause')
  @HttpCode(200)
  @Refuses(409, 'It is not ACTIVE; `allowed` lists the states it may move to.')
  async pause(
    @InScope() scope: Scope,
    @Param() { id }: WebhookPath,
    @Body() { reason }: PauseWebhook,
  ): Promise<WebhookView> {
    return WebhookView.of(await this.webhooks.pause(scope, id, reason));
  }

  /**
   * Send again
   * @remarks Also what has waited while it was PAUSED or DISABLED.
   */
  @Post(':id/resume')
  @HttpCode(200)
  @Refuses(409, 'It is ACTIVE already.')
  async resume(@InScope() scope: Scope, @Param() { id }: WebhookPath): Promise<WebhookView> {
    return WebhookView.of(await this.webhooks.resume(scope, id));
  }

  /**
   * Draw the secret anew
   * @remarks The one before signs too for `overlap_seconds`, so that the receiver can change over: it finds both
   * signatures in `webhook-signature`.
   */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  async rotate(
    @InScope() scope: Scope,
    @Param() { id }: WebhookPath,
    @Body() { overlap_seconds = 0 }: RotateSecret,
  ): Promise<FreshWebhookView> {
    return FreshWebhookView.drawn(await this.webhooks.rotate(scope, id, overlap_seconds));
  }
}
