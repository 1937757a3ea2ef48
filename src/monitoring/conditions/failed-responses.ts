import { part } from '../../database/database';
import { AlertRule } from '../alerts/alert-rule.entity';
import { RequestLatency } from '../latencies/request-latency.entity';
import { type Condition, interval, parameter } from './condition';

export const failedResponses: Condition = {
  kind: 'FAILED_RESPONSES',
  ruleId: 'failed-responses',
  description:
    'Of the answers of the last `window_seconds`, at least `min_count`, more than `share` were faults of the server (5xx).',
  severity: 'CRITICAL',
  ofServer: true,
  parameters: { window_seconds: 300, share: 0.01, min_count: 20 },
  found: () => part`
    select rule.id as rule_uuid, 'server' as subject_type, 'server' as subject_key, 'server' as subject_id,
      format('%s of the last %s answers were faults of the server.', sent.failed, sent.total) as summary,
      jsonb_build_object('failed', sent.failed, 'total', sent.total, 'share', sent.failed::float8 / sent.total) as details
    from ${AlertRule} rule cross join lateral (
        select coalesce(sum(latency.requests), 0)::int as total,
          coalesce(sum(latency.requests) filter (where latency.status_class = 5), 0)::int as failed
        from ${RequestLatency} latency where latency.at > now() - ${interval('window_seconds')} - interval '1 minute'
      ) sent
    where rule.kind = 'FAILED_RESPONSES' and rule.enabled and sent.total >= ${parameter('min_count')}
      and sent.failed > ${parameter('share')} * sent.total`,
};
