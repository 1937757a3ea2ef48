import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../../access/enum.dto';
import { PageQuery } from '../../access/page.dto';
import { type AlertKind, alertKinds } from './alert-rule.entity';
import type { Alert } from './alert.entity';
import { type AlertSeverity, alertSeverities, type AlertStatus, alertStatuses } from './alert.flow';
import type { AlertFilter } from './alerts.service';

export class AlertPath {
  /** UUID of the alert. */
  @IsString()
  @Length(1, 300)
  id: string;
}

export class AlertsQuery extends PageQuery {
  /** Only those in this state. */
  @IsOptional()
  @TakesEnum('AlertStatus', alertStatuses)
  status?: AlertStatus;

  /** Only those of this severity. */
  @IsOptional()
  @TakesEnum('AlertSeverity', alertSeverities)
  severity?: AlertSeverity;

  /** Only those of this rule, by its readable id. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  rule_id?: string;

  /** Only those about this thing, as people call it: `T-12`. */
  @IsOptional()
  @IsString()
  @Length(1, 600)
  subject_id?: string;

  static toFilter({ status, severity, rule_id, subject_id }: AlertsQuery): AlertFilter {
    return { status, severity, ruleId: rule_id, subjectId: subject_id };
  }
}

/** What is said to an alert. */
export class AnswerAlert {
  /**
   * What is done about it, or why it is over.
   * @example "the worker is being restarted"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  note?: string;
}

/** Something that is wrong, or was. */
export class AlertView {
  /** UUIDv7. */
  id: string;
  /**
   * The rule that raised it.
   * @example "stuck-task"
   */
  rule_id: string;
  /** What the rule looks at. */
  @ShowsEnum('AlertKind', alertKinds)
  kind: AlertKind;
  /** Whether somebody looks after it, and whether it is over. */
  @ShowsEnum('AlertStatus', alertStatuses)
  status: AlertStatus;
  /** How bad it is, as the rule said when it raised it. */
  @ShowsEnum('AlertSeverity', alertSeverities)
  severity: AlertSeverity;
  /**
   * What kind of thing it is about.
   * @example "task"
   */
  subject_type: string;
  /**
   * What people call that thing.
   * @example "T-12"
   */
  subject_id: string;
  /**
   * What is wrong.
   * @example "T-12 (Build the door) is IN_PROGRESS, and was begun at 2026-05-04T09:12:00Z."
   */
  summary: string;
  /** What was measured when it was raised. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { task_id: 'T-12', status: 'IN_PROGRESS' } })
  details: Record<string, unknown>;
  /** When it was found. */
  raised_at: Date;
  /** When somebody said that they look after it; null while nobody has. */
  acknowledged_at: Date | null;
  /** Who that was. */
  acknowledged_by: string | null;
  /** When it was over; null while it is not. */
  resolved_at: Date | null;
  /** Who said so: `server` when the condition was over by itself. */
  resolved_by: string | null;
  /** What was said to it last. */
  note: string | null;

  static of(alert: Alert): AlertView {
    const { id, rule, status, severity, subjectType, subjectId, summary, details } = alert;
    return {
      id,
      rule_id: rule.ruleId,
      kind: rule.kind,
      status,
      severity,
      subject_type: subjectType,
      subject_id: subjectId,
      summary,
      details,
      raised_at: alert.raisedAt,
      acknowledged_at: alert.acknowledgedAt,
      acknowledged_by: alert.acknowledgedBy,
      resolved_at: alert.resolvedAt,
      resolved_by: alert.resolvedBy,
      note: alert.note,
    };
  }
}
