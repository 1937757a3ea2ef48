import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AlertEvaluation } from './alerts/alert-evaluation.service';
import { AlertRulesController } from './alerts/alert-rules.controller';
import { AlertRules } from './alerts/alert-rules.service';
import { AlertsController } from './alerts/alerts.controller';
import { AlertsService } from './alerts/alerts.service';
import { DatabaseHealth } from './database-health';
import { HealthController } from './health.controller';
import { LatencyFolding } from './latencies/latency-folding.service';
import { LatencyRecorder } from './latencies/latency-recorder.service';
import { RequestLatencies } from './latencies/request-latencies.service';
import { MetricsController } from './metrics/metrics.controller';
import { MetricsRegistry } from './metrics/metrics-registry';
import { Readings } from './metrics/readings.service';
import { RequestMetrics } from './metrics/request-metrics';
import { StateMetrics } from './metrics/state-metrics';
import { MonitoringOptions } from './monitoring.options';
import { Answers } from './requests/answers.service';
import { ThisServer } from './servers/this-server.service';

/** How long answers took, for other features. */
@Module({ providers: [RequestLatencies], exports: [RequestLatencies] })
export class LatenciesModule {}

@Module({})
export class MonitoringModule {
  static forRoot(options: MonitoringOptions): DynamicModule {
    return {
      module: MonitoringModule,
      imports: [TerminusModule, LatenciesModule],
      controllers: [HealthController, MetricsController, AlertRulesController, AlertsController],
      providers: [
        { provide: MonitoringOptions, useValue: options },
        DatabaseHealth,
        Answers,
        MetricsRegistry,
        RequestMetrics,
        Readings,
        StateMetrics,
        ThisServer,
        LatencyRecorder,
        LatencyFolding,
        AlertRules,
        AlertsService,
        AlertEvaluation,
      ],
    };
  }
}
