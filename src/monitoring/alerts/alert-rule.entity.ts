import { Check, Column, Entity, ManyToOne, type Relation, Unique } from 'typeorm';
import { Project } from '../../access/project.entity';
import { Row } from '../../database/row';
import { type AlertSeverity, alertSeverities } from './alert.flow';

/** What a rule looks at. One rule of each kind in a project; those about the server itself in the default project only. */
export const alertKinds = [
  'SILENT_AGENT',
  'STUCK_STAGE',
  'STUCK_TASK',
  'OVERDUE_GATE',
  'FAILURE_RATE',
  'SLOW_RESPONSES',
  'FAILED_RESPONSES',
  'DATABASE',
] as const;
export type AlertKind = (typeof alertKinds)[number];

/** When a project is told that something is wrong. */
@Entity('alert_rules')
@Unique(['projectId', 'ruleId'])
@Unique(['kind', 'projectId'])
@Check('cooldown_seconds >= 0')
export class AlertRule extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** The readable id: `stuck-task`. */
  @Column('text')
  ruleId: string;

  @Column('enum', { enum: alertKinds, enumName: 'alert_kind' })
  kind: AlertKind;

  @Column('boolean', { default: true })
  enabled: boolean;

  /** Of the alerts that it raises from now on. */
  @Column('enum', { enum: alertSeverities, enumName: 'alert_severity' })
  severity: AlertSeverity;

  /** From when it speaks up, by names that its kind knows. */
  @Column('jsonb')
  parameters: Record<string, number>;

  /** How long it is quiet about the same thing after an alert about it was resolved. */
  @Column('int', { default: 300 })
  cooldownSeconds: number;
}
