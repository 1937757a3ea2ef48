import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, IsOptional, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../../access/enum.dto';
import { conditions } from '../conditions/conditions';
import { type AlertKind, alertKinds, type AlertRule } from './alert-rule.entity';
import { type AlertSeverity, alertSeverities } from './alert.flow';
import type { RuleChange } from './alert-rules.service';
import { RuleParameters } from './rule-parameters.dto';

export class AlertRulePath {
  /**
   * UUID or readable id of the rule.
   * @example "stuck-task"
   */
  @IsString()
  @Length(1, 300)
  rule_id: string;
}

export class ChangeAlertRule {
  /**
   * Whether it raises alerts. Those that it has raised are resolved when it does no more.
   * @example true
   */
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;

  /** Of the alerts that it raises from now on. */
  @IsOptional()
  @TakesEnum('AlertSeverity', alertSeverities)
  severity?: AlertSeverity;

  /**
   * How long it is quiet about the same thing after an alert about it was resolved, in seconds.
   * @example 300
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(0)
  @Max(2_592_000)
  cooldown_seconds?: number;

  /**
   * From when it speaks up. Those that are left out stay; a rule takes those of its kind only.
   * @example { "after_seconds": 7200 }
   */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RuleParameters)
  parameters?: RuleParameters;

  static toChange({ enabled, severity, cooldown_seconds, parameters }: ChangeAlertRule): RuleChange {
    const given = Object.entries(parameters ?? {}).filter(([, value]) => value !== undefined);
    return { enabled, severity, cooldownSeconds: cooldown_seconds, parameters: Object.fromEntries(given) };
  }
}

/** When a project is told that something is wrong. */
export class AlertRuleView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "stuck-task"
   */
  rule_id: string;
  /** What it looks at. */
  @ShowsEnum('AlertKind', alertKinds)
  kind: AlertKind;
  /** What it speaks up about. */
  description: string;
  /** Whether it raises alerts. */
  enabled: boolean;
  /** Of the alerts that it raises from now on. */
  @ShowsEnum('AlertSeverity', alertSeverities)
  severity: AlertSeverity;
  /** How long it is quiet about the same thing after an alert about it was resolved, in seconds. */
  cooldown_seconds: number;
  /** From when it speaks up: the parameters of its kind. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { after_seconds: 14400 } })
  parameters: Record<string, number>;
  created_at: Date;
  updated_at: Date;

  static of(rule: AlertRule): AlertRuleView {
    const { id, ruleId, kind, enabled, severity, parameters, cooldownSeconds, createdAt, updatedAt } = rule;
    const { description } = conditions.find((condition) => condition.kind === kind)!;
    return {
      id,
      rule_id: ruleId,
      kind,
      description,
      enabled,
      severity,
      cooldown_seconds: cooldownSeconds,
      parameters,
      created_at: createdAt,
      updated_at: updatedAt,
    };
  }
}
