import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Refuses } from '../access/routes';
import { HealthCheck, HealthCheckService, TypeOrmHealthIndicator } from '@nestjs/terminus';

/** For load balancers and containers; outside the projects, so without a scope. */
@Controller('health')
@ApiTags('Health')
@Refuses(400, 'A query was sent; none is taken.')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: TypeOrmHealthIndicator,
  ) {}

  /** Is the process alive? */
  @Get('live')
  @HealthCheck({ noCache: true, swaggerDocumentation: true })
  live() {
    return this.health.check([]);
  }

  /** Can it serve requests, with the database behind it? */
  @Get('ready')
  @HealthCheck({ noCache: true, swaggerDocumentation: true })
  ready() {
    return this.health.check([() => this.database.pingCheck('database', { timeout: 2_000 })]);
  }
}
