import { Module } from '@nestjs/common';
import { LatenciesModule } from '../../monitoring/monitoring.module';
import { BusinessMetrics } from './business.service';
import { FunctionalMetrics } from './functional.service';
import { SuccessMetrics } from './success-metrics.service';
import { SuccessController } from './success.controller';
import { TechnicalMetrics } from './technical.service';

/** The services alone, for hosts without our routes. */
@Module({
  imports: [LatenciesModule],
  providers: [SuccessMetrics, TechnicalMetrics, FunctionalMetrics, BusinessMetrics],
  exports: [SuccessMetrics, TechnicalMetrics, FunctionalMetrics, BusinessMetrics],
})
export class SuccessCoreModule {}

@Module({ imports: [SuccessCoreModule], controllers: [SuccessController] })
export class SuccessModule {}
