import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { ShowsEnum } from '../../access/enum.dto';
import { instantOf, IsInstant } from '../../access/times';
import type { Scope } from '../../database/scope';
import { type Behind, rowsOf } from '../figures/definition';
import { FigureBeforeView, IntervalView } from '../figures/figure.dto';
import { RangeView, truth } from '../window/window.dto';
import { type Comparison, comparisons, isMet, type Metric } from './metric';
import type { AskedPeriods, Periods } from './periods';
import type { Promised } from './success-metrics.service';

const moment = (text?: string): Date | undefined => (text === undefined ? undefined : instantOf(text));

export class SuccessQuery {
  /** Where the window begins; 30 days before its end unless given. */
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Where it ends, itself not included; now unless given. */
  @IsOptional()
  @IsInstant()
  to?: string;

  /** Where the baseline begins that the window is compared with; as long before its end as the window lasts unless given. */
  @IsOptional()
  @IsInstant()
  baseline_from?: string;

  /** Where the baseline ends; unless given, as long after `baseline_from` as the window lasts, or else where the window begins. */
  @IsOptional()
  @IsInstant()
  baseline_to?: string;

  /** Whether each metric says which rows stand behind it, as a statement that reads them. */
  @IsOptional()
  @Transform(truth)
  @IsBoolean()
  explain?: boolean = false;

  static toPeriods({ from, to, baseline_from, baseline_to }: SuccessQuery): AskedPeriods {
    return { from: moment(from), to: moment(to), baselineFrom: moment(baseline_from), baselineTo: moment(baseline_to) };
  }
}

/** One promise: what it asks for, what was measured, and whether it is kept. */
export class SuccessMetricView {
  /**
   * What programs call it.
   * @example "activation_p95_ms"
   */
  name: string;
  /** How it is worked out. */
  definition: string;
  /**
   * The unit of target and value.
   * @example "ms"
   */
  unit: string;
  /** How the value has to stand to the target. */
  @ShowsEnum('Comparison', comparisons)
  comparison: Comparison;
  /**
   * What is asked for; null while there is nothing to compare with.
   * @example 200
   */
  target: number | null;
  /**
   * What was measured; null when there is nothing to work it out from.
   * @example 12.4
   */
  value: number | null;
  /**
   * How many rows stand behind it.
   * @example 3120
   */
  over: number;
  /** Whether the target is met; null while that is not known. */
  met: boolean | null;
  /** Null where it cannot be told. */
  @ApiProperty({ type: IntervalView, nullable: true })
  interval: IntervalView | null;
  /** What the target comes from, where that is the baseline. */
  @ApiProperty({ type: FigureBeforeView, nullable: true })
  baseline: FigureBeforeView | null;
  /** The rows that it is worked out from, as a statement that reads them; with `explain` only. */
  rows?: string;

  /** @param rows tells the statement; null when it was not asked for */
  static of(metric: Metric, rows: ((behind: Behind) => string) | null): SuccessMetricView {
    const { name, definition, unit, comparison, target, value, over, interval, baseline, behind } = metric;
    return {
      name,
      definition,
      unit,
      comparison,
      target,
      value,
      over,
      met: isMet(metric),
      interval: interval ?? null,
      baseline: baseline ? { value: baseline.value, over: baseline.over } : null,
      ...(rows && { rows: rows(behind) }),
    };
  }
}

/** How far the project and its server keep what was promised. */
export class SuccessView {
  /** What was measured. */
  window: RangeView;
  /** What it was compared with. */
  baseline: RangeView;
  /** What the server itself promises, over all projects. */
  technical: SuccessMetricView[];
  /** How well the work of the project goes. */
  functional: SuccessMetricView[];
  /** What the project gains; the targets are what the baseline has shown. */
  business: SuccessMetricView[];

  static of(scope: Scope, { window, baseline }: Periods, metrics: Promised, explain: boolean): SuccessView {
    const rows = explain ? (behind: Behind) => rowsOf(behind, scope, { window, everywhere: false }) : null;
    const views = (list: Metric[]) => list.map((metric) => SuccessMetricView.of(metric, rows));
    return {
      window,
      baseline,
      technical: views(metrics.technical),
      functional: views(metrics.functional),
      business: views(metrics.business),
    };
  }
}
