import { Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Needs } from '../../access/needs';
import { Paged } from '../../access/page.dto';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { WebhookPath } from '../webhook.dto';
import { Deliveries } from './deliveries.service';
import { DeliveriesQuery, DeliveryPath, DeliveryView, ReplayedView } from './delivery.dto';

@Routes('webhooks/:id', 'Webhooks')
@Needs('ADMIN')
export class DeliveriesController {
  constructor(private readonly deliveries: Deliveries) {}

  /**
   * Send a test
   * @remarks A message of the type `webhook.test`, whatever the filter says. The answer does not wait for it: look at the
   * delivery to see whether it has arrived.
   */
  @Post('test')
  async test(@InScope() scope: Scope, @Param() { id }: WebhookPath): Promise<DeliveryView> {
    return DeliveryView.of(await this.deliveries.test(scope, id));
  }

  /**
   * Send all that is DEAD again
   * @remarks From the beginning of the retry table.
   */
  @Post('replay')
  @HttpCode(200)
  async replayDead(@InScope() scope: Scope, @Param() { id }: WebhookPath): Promise<ReplayedView> {
    return { replayed: await this.deliveries.replayDead(scope, id) };
  }

  /** List what is sent, oldest first */
  @Get('deliveries')
  @Paged(DeliveryView)
  async list(
    @InScope() scope: Scope,
    @Param() { id }: WebhookPath,
    @Query() query: DeliveriesQuery,
  ): Promise<Page<DeliveryView>> {
    return mapPage(await this.deliveries.list(scope, id, DeliveriesQuery.toFilter(query), query), DeliveryView.of);
  }

  /** Get one delivery */
  @Get('deliveries/:delivery_id')
  async get(@InScope() scope: Scope, @Param() { id, delivery_id }: DeliveryPath): Promise<DeliveryView> {
    return DeliveryView.of(await this.deliveries.find(scope, id, delivery_id));
  }

  /**
   * Send one again
   * @remarks As soon as possible and from the beginning of the retry table, whatever became of it. Its `webhook-id` stays.
   */
  @Post('deliveries/:delivery_id/replay')
  @HttpCode(200)
  async replay(@InScope() scope: Scope, @Param() { id, delivery_id }: DeliveryPath): Promise<DeliveryView> {
    return DeliveryView.of(await this.deliveries.replay(scope, id, delivery_id));
  }
}
