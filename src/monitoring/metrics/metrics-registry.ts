import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { ProcessMetrics } from './process-metrics';

/** The metrics of one application: not the library's global ones, so that two applications in one process do not meet. */
@Injectable()
export class MetricsRegistry extends Registry {
  constructor() {
    super();
    for (const metric of ProcessMetrics.all()) this.registerMetric(metric);
  }
}
