import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { Refuses } from '../../access/routes';
import { UndeclaredInputGuard } from '../../access/undeclared-input.guard';
import { MetricsGuard } from './metrics.guard';
import { MetricsRegistry } from './metrics-registry';

/** For Prometheus; outside the projects, so without a scope. */
@Controller('metrics')
@UseGuards(MetricsGuard, UndeclaredInputGuard)
@ApiTags('Health')
@Refuses(400, 'A query was sent; none is taken.')
@Refuses(401, 'The setting METRICS_TOKEN names a token, and it was not sent as `Authorization: Bearer <token>`.')
@Refuses(403, 'There is no METRICS_TOKEN, so only callers on the machine of the server may read the metrics.')
export class MetricsController {
  constructor(private readonly registry: MetricsRegistry) {}

  /**
   * The metrics of this server, for Prometheus
   * @remarks Requests by route and status, their durations, database connections, sessions, leases, what waits and for how
   * long, and the figures of the Node process. Figures of the database are a few seconds old at most, and missing while it
   * does not answer.
   */
  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @ApiOkResponse({
    description: 'The text format of Prometheus, version 0.0.4.',
    content: { 'text/plain': { schema: { type: 'string', example: 'bmad_database_up 1' } } },
  })
  read(): Promise<string> {
    return this.registry.metrics();
  }
}
