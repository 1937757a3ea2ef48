import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { Answers } from '../requests/answers.service';
import { MetricsRegistry } from './metrics-registry';

/** In seconds; the targets of activation (0.2) and of the memory context (0.1) are bounds of their own. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10];

/** Counts the answers of this server. Labels are bounded: methods and routes are the server's own, statuses are few. */
@Injectable()
export class RequestMetrics {
  constructor(registry: MetricsRegistry, answers: Answers) {
    const registers = [registry];
    const total = new Counter({
      name: 'bmad_http_requests_total',
      help: 'Requests that were answered, by the pattern of their route.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    const duration = new Histogram({
      name: 'bmad_http_request_duration_seconds',
      help: 'From the arrival of a request to the end of its answer. Event streams are left out.',
      labelNames: ['method', 'route'],
      buckets: BUCKETS,
      registers,
    });
    answers.whenSent(({ method, route, status, milliseconds }) => {
      total.inc({ method, route, status });
      duration.observe({ method, route }, milliseconds / 1000);
    });
  }
}
