import { IsOptional, IsString, Length } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../../access/enum.dto';
import { PageQuery } from '../../access/page.dto';
import type { DeliveryFilter } from './deliveries.service';
import type { WebhookDelivery } from './delivery.entity';
import { type DeliveryStatus, deliveryStatuses } from './delivery.flow';

/** Names a delivery of a webhook. */
export class DeliveryPath {
  /** UUID of the webhook. */
  @IsString()
  @Length(1, 300)
  id: string;

  /** UUID of the delivery: the `webhook-id` that was sent. */
  @IsString()
  @Length(1, 300)
  delivery_id: string;
}

export class DeliveriesQuery extends PageQuery {
  /** Only those in this state. */
  @IsOptional()
  @TakesEnum('DeliveryStatus', deliveryStatuses)
  status?: DeliveryStatus;

  /**
   * Only those of events of this type.
   * @example "task.completed"
   */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  type?: string;

  static toFilter({ status, type }: DeliveriesQuery): DeliveryFilter {
    return { status, type };
  }
}

/** One event on its way to one webhook. */
export class DeliveryView {
  /** UUIDv7, sent as `webhook-id` with every attempt. */
  id: string;
  /** UUID of the webhook. */
  webhook_id: string;
  /**
   * The type of its event.
   * @example "task.completed"
   */
  type: string;
  /** The `position` of its event in `GET /events`; null for a test. */
  position: string | null;
  /** PENDING while it is to be sent, DEAD when the retry table is at its end. */
  @ShowsEnum('DeliveryStatus', deliveryStatuses)
  status: DeliveryStatus;
  /** How often it was sent. */
  attempts: number;
  /** When it is sent next. */
  next_attempt_at: Date | null;
  /** When it was sent last. */
  last_attempt_at: Date | null;
  /** The HTTP status that the receiver answered last; null when it has not answered. */
  last_status: number | null;
  /** Why the last attempt failed; null when it arrived. */
  last_error: string | null;
  /** How long the receiver took last, in milliseconds. */
  last_duration_ms: number | null;
  /** When it arrived. */
  delivered_at: Date | null;
  /**
   * What is sent.
   * @example { "type": "task.completed", "timestamp": "2031-01-02T03:04:05.000Z", "data": { "position": "1042" } }
   */
  payload: object;
  created_at: Date;

  static of(delivery: WebhookDelivery): DeliveryView {
    const { id, webhookUuid, type, position, status, attempts, payload, createdAt } = delivery;
    return {
      id,
      webhook_id: webhookUuid,
      type,
      position,
      status,
      attempts,
      next_attempt_at: delivery.nextAttemptAt,
      last_attempt_at: delivery.lastAttemptAt,
      last_status: delivery.lastStatus,
      last_error: delivery.lastError,
      last_duration_ms: delivery.lastDurationMs,
      delivered_at: delivery.deliveredAt,
      payload,
      created_at: createdAt,
    };
  }
}

/** How many deliveries are sent again. */
export class ReplayedView {
  /** How many there were that were DEAD. */
  replayed: number;
}
