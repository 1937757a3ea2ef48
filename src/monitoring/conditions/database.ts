import { part } from '../../database/database';
import { AlertRule } from '../alerts/alert-rule.entity';
import { type Condition, interval, parameter, written } from './condition';

/** An outage can be told only after it: the alert is raised when the database is back, and resolved by the next look. */
export const databaseTrouble: Condition = {
  kind: 'DATABASE',
  ruleId: 'database',
  description:
    'More than `connections_share` of the connections of Postgres are in use, a transaction has been open for longer than ' +
    '`transaction_seconds` (it holds up the readers of events), or the database did not answer for longer than `outage_seconds`.',
  severity: 'CRITICAL',
  ofServer: true,
  parameters: { connections_share: 0.9, transaction_seconds: 300, outage_seconds: 5 },
  found: ({ outageSeconds }) => part`
    select rule.id as rule_uuid, 'database' as subject_type, trouble.subject as subject_key, trouble.subject as subject_id,
      trouble.summary, trouble.details
    from ${AlertRule} rule cross join lateral (
        select 'connections' as subject, format('%s of %s connections are in use.', used, most) as summary,
          jsonb_build_object('used', used, 'most', most) as details
        from (select count(*)::int as used, current_setting('max_connections')::int as most from pg_stat_activity
          where backend_type = 'client backend') connections
        where used > ${parameter('connections_share')} * most
      union all
        select 'transaction', format('A transaction of %s has been open since %s.', application, ${written('oldest')}),
          jsonb_build_object('application', application, 'since', oldest)
        from (select coalesce(nullif(application_name, ''), 'an unnamed program') as application, xact_start as oldest from pg_stat_activity
          where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
          order by xact_start limit 1) transactions
        where oldest < now() - ${interval('transaction_seconds')}
      union all
        select 'outage', format('The database did not answer for %s seconds.', ${outageSeconds}::float8),
          jsonb_build_object('seconds', ${outageSeconds}::float8)
        where ${outageSeconds}::float8 > ${parameter('outage_seconds')}
      ) trouble
    where rule.kind = 'DATABASE' and rule.enabled`,
};
