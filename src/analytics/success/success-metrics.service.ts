import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { BusinessMetrics } from './business.service';
import { FunctionalMetrics } from './functional.service';
import type { Metric } from './metric';
import type { Periods } from './periods';
import { TechnicalMetrics } from './technical.service';

/** How far the project and its server keep what was promised. */
export interface Promised {
  technical: Metric[];
  functional: Metric[];
  business: Metric[];
}

/** What was promised, and what was measured of it. */
@Injectable()
export class SuccessMetrics {
  constructor(
    private readonly db: Database,
    private readonly technical: TechnicalMetrics,
    private readonly functional: FunctionalMetrics,
    private readonly business: BusinessMetrics,
  ) {}

  /** All of it as of one moment. */
  of(scope: Scope, periods: Periods): Promise<Promised> {
    return this.db.snapshot(async () => {
      const [technical, functional, business] = await Promise.all([
        this.technical.of(periods.window),
        this.functional.of(scope, periods),
        this.business.of(scope, periods),
      ]);
      return { technical, functional, business };
    });
  }
}
