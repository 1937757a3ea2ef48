import type { ExecutionContext } from '@nestjs/common';
import { MetricsGuard } from './metrics.guard';

const from = (ip: string, headers = {}) =>
  ({ switchToHttp: () => ({ getRequest: () => ({ ip, headers }) }) }) as unknown as ExecutionContext;

test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('without a token %s may read them', (ip) => {
  expect(new MetricsGuard({ raisesAlerts: false }).canActivate(from(ip))).toBe(true);
});

test.each(['10.0.0.7', '128.0.0.1', '::2', '::ffff:10.0.0.7', 'fe80::1'])('without a token %s may not', (ip) => {
  const guard = new MetricsGuard({ raisesAlerts: false });
  expect(() => guard.canActivate(from(ip))).toThrow(/METRICS_TOKEN/);
});
