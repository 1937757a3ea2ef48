import { Controller, Get, ServiceUnavailableException, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import { Refuses } from '../access/routes';
import { UndeclaredInputGuard } from '../access/undeclared-input.guard';
import { Problem } from '../problems/problem';
import { DatabaseHealth } from './database-health';

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
@UseGuards(UndeclaredInputGuard)
@ApiTags('Health')
@Refuses(400, 'A query was sent; none is taken.')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseHealth,
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
      return await this.health.check([() => this.database.check('database')]);
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
