import { Get, Query } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { BusinessMetrics } from './business.service';
import { FunctionalMetrics } from './functional.service';
import { periodsOf } from './periods';
import { SuccessQuery, SuccessView } from './success.dto';
import { TechnicalMetrics } from './technical.service';

@Routes('analytics/success-metrics', 'Analytics')
export class SuccessController {
  constructor(
    private readonly technical: TechnicalMetrics,
    private readonly functional: FunctionalMetrics,
    private readonly business: BusinessMetrics,
  ) {}

  /**
   * Whether the server and the project keep what they promise
   * @remarks Each metric says its target, what was measured over how many rows, and whether the target is met: null while that
   * is not known.
   */
  @Get()
  @Refuses(422, 'The window or the baseline ends before it begins.')
  async read(@InScope() scope: Scope, @Query() query: SuccessQuery): Promise<SuccessView> {
    const periods = periodsOf(SuccessQuery.toPeriods(query), new Date());
    const metrics = {
      technical: await this.technical.of(periods.window),
      functional: await this.functional.of(scope, periods),
      business: await this.business.of(scope, periods),
    };
    return SuccessView.of(scope, periods, metrics, query.explain ?? false);
  }
}
