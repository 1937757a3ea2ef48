import { Module } from '@nestjs/common';
import { Courier } from './deliveries/courier.service';
import { DeliveriesController } from './deliveries/deliveries.controller';
import { Deliveries } from './deliveries/deliveries.service';
import { Due } from './deliveries/due.service';
import { DeliveryOutcomes } from './deliveries/outcomes.service';
import { ReachablePipe } from './targets/reachable.pipe';
import { Targets } from './targets/targets.service';
import { WebhookFeed } from './webhook-feed.service';
import { WebhooksController } from './webhooks.controller';
import { WebhooksService } from './webhooks.service';

/** Sends events to where projects want them, without routes. */
@Module({
  providers: [WebhooksService, WebhookFeed, Targets, Deliveries, Due, DeliveryOutcomes, Courier],
  exports: [WebhooksService, Deliveries, Targets],
})
export class WebhooksCoreModule {}

@Module({
  imports: [WebhooksCoreModule],
  controllers: [WebhooksController, DeliveriesController],
  providers: [ReachablePipe],
})
export class WebhooksModule {}
