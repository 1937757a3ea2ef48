import { Check, Column, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Project } from '../../access/project.entity';
import { Row } from '../../database/row';
import { AlertRule } from './alert-rule.entity';
import { type AlertSeverity, alertSeverities, type AlertStatus, alertStatuses } from './alert.flow';

/** Something that is wrong, or was. At most one of a rule about the same thing is not resolved. */
@Entity('alerts')
@Index(['projectId', 'id'])
@Index('alerts_unresolved', ['ruleUuid', 'subjectKey'], { unique: true, where: "status <> 'RESOLVED'" })
@Index(['ruleUuid', 'subjectKey', 'resolvedAt'])
@Check("(status = 'RESOLVED') = (resolved_at is not null) and (resolved_at is null) = (resolved_by is null)")
@Check('(acknowledged_at is null) = (acknowledged_by is null)')
export class Alert extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('uuid')
  ruleUuid: string;

  @ManyToOne(() => AlertRule, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'rule_uuid' })
  rule: Relation<AlertRule>;

  @Column('enum', { enum: alertStatuses, enumName: 'alert_status', default: 'OPEN' })
  status: AlertStatus;

  @Column('enum', { enum: alertSeverities, enumName: 'alert_severity' })
  severity: AlertSeverity;

  /** What kind of thing it is about: `task`. */
  @Column('text')
  subjectType: string;

  /** What tells the thing from all others of its rule: its UUID, where it has one. */
  @Column('text')
  subjectKey: string;

  /** What people call it. */
  @Column('text')
  subjectId: string;

  /** What is wrong, in a sentence. */
  @Column('text')
  summary: string;

  /** What was measured when it was raised. */
  @Column('jsonb', { default: {} })
  details: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  raisedAt: Date;

  @Column('timestamptz', { nullable: true })
  acknowledgedAt: Date | null;

  @Column('text', { nullable: true })
  acknowledgedBy: string | null;

  @Column('timestamptz', { nullable: true })
  resolvedAt: Date | null;

  /** `server` when its condition was over. */
  @Column('text', { nullable: true })
  resolvedBy: string | null;

  /** What was said to it last. */
  @Column('text', { nullable: true })
  note: string | null;
}
