import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller';
import { MetricsController } from './metrics/metrics.controller';
import { MetricsRegistry } from './metrics/metrics-registry';
import { Readings } from './metrics/readings.service';
import { RequestMetrics } from './metrics/request-metrics';
import { StateMetrics } from './metrics/state-metrics';
import { MonitoringOptions } from './monitoring.options';
import { Answers } from './requests/answers.service';

@Module({})
export class MonitoringModule {
  static forRoot(options: MonitoringOptions): DynamicModule {
    return {
      module: MonitoringModule,
      imports: [TerminusModule],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: MonitoringOptions, useValue: options },
        Answers,
        MetricsRegistry,
        RequestMetrics,
        Readings,
        StateMetrics,
      ],
    };
  }
}
