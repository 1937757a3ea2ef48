import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../../access/loopback';
import { Problem } from '../../problems/problem';
import { MonitoringOptions } from '../monitoring.options';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Keeps strangers from the metrics: they tell how busy the team is. */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(private readonly options: MonitoringOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const { metricsToken } = this.options;
    const { headers, ip } = context.switchToHttp().getRequest<FastifyRequest>();
    if (metricsToken === undefined) {
      if (isLoopback(ip)) return true;
      throw new Problem('metrics-closed', 403, 'The metrics are not open to this caller', {
        detail: 'They are read on the machine of the server, or with the token that the setting METRICS_TOKEN names.',
      });
    }
    if (timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${metricsToken}`))) return true;
    throw new Problem('metrics-token-needed', 401, 'The metrics need their token', {
      detail: 'Send `Authorization: Bearer <token>` with the token that the setting METRICS_TOKEN names.',
    });
  }
}
