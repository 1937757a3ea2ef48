import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, TypeOrmHealthIndicator } from '@nestjs/terminus';
import { Refuses } from '../access/routes';
import { Problem } from '../problems/problem';

/** Documents the answer of Terminus; its own documentation has another shape for failures than ours, which are problems. */
const Healthy = () =>
  ApiOkResponse({
    description: 'All is well. `details` names each part that was looked at.',
    schema: {
      type: 'object',
      properties: {
        status: { type: 'string', example: 'ok' },
        info: { type: 'object', example: { database: { status: 'up' } } },
        error: { type: 'object', example: {} },
        details: { type: 'object', example: { database: { status: 'up' } } },
      },
    },
  });

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
  @HealthCheck({ noCache: true, swaggerDocumentation: false })
  @Healthy()
  live() {
    return this.health.check([]);
  }

  /** Can it serve requests, with the database behind it? */
  @Get('ready')
  @HealthCheck({ noCache: true, swaggerDocumentation: false })
  @Healthy()
  @Refuses(503, 'The database does not answer. Try again.')
  async ready() {
    try {
      return await this.health.check([() => this.database.pingCheck('database', { timeout: 2_000 })]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      throw new Problem('not-ready', 503, 'The server is not ready', {
        detail: 'The database does not answer.',
        retryable: true,
        retryAfter: 1,
      });
    }
  }
}
