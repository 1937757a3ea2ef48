import { Module } from '@nestjs/common';
import { LatenciesModule } from '../../monitoring/monitoring.module';
import { BusinessMetrics } from './business.service';
import { FunctionalMetrics } from './functional.service';
import { SuccessController } from './success.controller';
import { TechnicalMetrics } from './technical.service';

/** The services alone, for hosts without our routes. */
@Module({
  imports: [LatenciesModule],
  providers: [TechnicalMetrics, FunctionalMetrics, BusinessMetrics],
  exports: [TechnicalMetrics, FunctionalMetrics, BusinessMetrics],
})
export class SuccessCoreModule {}

@Module({ imports: [SuccessCoreModule], controllers: [SuccessController] })
export class SuccessModule {}
