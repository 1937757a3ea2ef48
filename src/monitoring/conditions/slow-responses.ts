import { part } from '../../database/database';
import { AlertRule } from '../alerts/alert-rule.entity';
import { bucketInSql } from '../latencies/histogram';
import { RequestLatency } from '../latencies/request-latency.entity';
import { type Condition, interval, parameter } from './condition';

export const slowResponses: Condition = {
  kind: 'SLOW_RESPONSES',
  ruleId: 'slow-responses',
  description:
    'Of the answers of the last `window_seconds`, at least `min_count`, more than `share` took longer than `longer_than_ms`.',
  severity: 'WARNING',
  ofServer: true,
  parameters: { window_seconds: 300, share: 0.05, longer_than_ms: 1_000, min_count: 20 },
  found: () => part`
    select rule.id as rule_uuid, 'server' as subject_type, 'server' as subject_key, 'server' as subject_id,
      format('%s of the last %s answers took longer than %s ms.', sent.slow, sent.total, ${parameter('longer_than_ms')}) as summary,
      jsonb_build_object('slow', sent.slow, 'total', sent.total, 'share', sent.slow::float8 / sent.total) as details
    from ${AlertRule} rule cross join lateral (
        select coalesce(sum(part.count), 0)::int as total,
          coalesce(sum(part.count) filter (where part.bucket > ${bucketInSql("(rule.parameters->>'longer_than_ms')::float8")}), 0)::int as slow
        from ${RequestLatency} latency cross join lateral unnest(latency.buckets, latency.counts) as part (bucket, count)
        where latency.at > now() - ${interval('window_seconds')} - interval '1 minute'
      ) sent
    where rule.kind = 'SLOW_RESPONSES' and rule.enabled and sent.total >= ${parameter('min_count')}
      and sent.slow > ${parameter('share')} * sent.total`,
};
