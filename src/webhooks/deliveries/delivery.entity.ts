import { Check, Column, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Project } from '../../access/project.entity';
import { Row } from '../../database/row';
import { Webhook } from '../webhook.entity';
import { type DeliveryStatus, deliveryStatuses } from './delivery.flow';

/** One event on its way to one webhook. Its id is the `webhook-id` of every attempt. */
@Entity('webhook_deliveries')
@Index('webhook_deliveries_due', ['webhookUuid', 'nextAttemptAt', 'position'], { where: "status = 'PENDING'" })
@Index('webhook_deliveries_events', ['webhookUuid', 'position'], { unique: true, where: 'position is not null' })
@Index(['webhookUuid', 'id'])
@Index(['projectId'])
@Index(['createdAt'])
@Check("(status = 'PENDING') = (next_attempt_at is not null)")
@Check("(status = 'DELIVERED') = (delivered_at is not null)")
@Check('attempts >= tries and tries >= 0')
export class WebhookDelivery extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('uuid')
  webhookUuid: string;

  @ManyToOne(() => Webhook, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'webhook_uuid' })
  webhook: Relation<Webhook>;

  /** The place of its event in the feed; null for a test. */
  @Column('bigint', { nullable: true })
  position: string | null;

  /** The type of its event. */
  @Column('text')
  type: string;

  /** What is sent. */
  @Column('jsonb')
  payload: object;

  @Column('enum', { enum: deliveryStatuses, enumName: 'delivery_status', default: 'PENDING' })
  status: DeliveryStatus;

  /** How often it was sent. */
  @Column('int', { default: 0 })
  attempts: number;

  /** How often since it was made or replayed: where it stands in the retry table. */
  @Column('int', { default: 0 })
  tries: number;

  /** When it is due. While a server tries, it is the time from which another one may. */
  @Column('timestamptz', { nullable: true })
  nextAttemptAt: Date | null;

  @Column('timestamptz', { nullable: true })
  lastAttemptAt: Date | null;

  /** What the receiver answered last; null when it did not. */
  @Column('int', { nullable: true })
  lastStatus: number | null;

  /** Why the last attempt failed. */
  @Column('text', { nullable: true })
  lastError: string | null;

  /** How long the last attempt took. */
  @Column('int', { nullable: true })
  lastDurationMs: number | null;

  @Column('timestamptz', { nullable: true })
  deliveredAt: Date | null;
}
