import { Get, Query } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { periodsOf } from './periods';
import { SuccessMetrics } from './success-metrics.service';
import { SuccessQuery, SuccessView } from './success.dto';

@Routes('analytics/success-metrics', 'Analytics')
export class SuccessController {
  constructor(private readonly metrics: SuccessMetrics) {}

  /**
   * Whether the server and the project keep what they promise
   * @remarks Each metric says its target, what was measured over how many rows, and whether the target is met: null while that
   * is not known.
   */
  @Get()
  @Refuses(422, 'The window or the baseline ends before it begins.')
  async read(@InScope() scope: Scope, @Query() query: SuccessQuery): Promise<SuccessView> {
    const periods = periodsOf(SuccessQuery.toPeriods(query), new Date());
    return SuccessView.of(scope, periods, await this.metrics.of(scope, periods), query.explain ?? false);
  }
}
