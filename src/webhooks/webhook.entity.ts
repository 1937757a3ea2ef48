import { Check, Column, Entity, Index, ManyToOne, type Relation } from 'typeorm';
import { Project } from '../access/project.entity';
import { Row } from '../database/row';
import { type WebhookStatus, webhookStatuses } from './webhook.flow';

/** Where events of a project are sent to. */
@Entity('webhooks')
@Index(['projectId', 'id'])
@Check('(previous_secret is null) = (previous_until is null)')
export class Webhook extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** What people call it. */
  @Column('text')
  name: string;

  @Column('text')
  url: string;

  @Column('enum', { enum: webhookStatuses, enumName: 'webhook_status', default: 'ACTIVE' })
  status: WebhookStatus;

  /** Why it is not ACTIVE. */
  @Column('text', { nullable: true })
  statusReason: string | null;

  /** Types of events, or with a dot at the end all types of a noun; null for all. */
  @Column('text', { array: true, nullable: true })
  types: string[] | null;

  @Column('text', { nullable: true })
  subjectType: string | null;

  @Column('uuid', { nullable: true })
  subjectId: string | null;

  /** Signs what is sent. It has to be known to sign, so no hash would do. */
  @Column('text', { select: false })
  secret: string;

  /** Signs too, until its time is over. */
  @Column('text', { nullable: true, select: false })
  previousSecret: string | null;

  @Column('timestamptz', { nullable: true })
  previousUntil: Date | null;

  /** The last event that was placed when it was made: what is placed later is sent. */
  @Column('bigint')
  since: string;

  /** Since when nothing has arrived; null while things do. */
  @Column('timestamptz', { nullable: true })
  failingSince: Date | null;

  /** Who made it. */
  @Column('text')
  createdBy: string;
}
