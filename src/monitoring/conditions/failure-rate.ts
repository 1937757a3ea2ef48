import { Project } from '../../access/project.entity';
import { AgentActivity, ENDS_OF_WORK } from '../../agents/agent-activity.entity';
import { Fragment, part } from '../../database/database';
import { AlertRule } from '../alerts/alert-rule.entity';
import { type Condition, firstIdInWindow, parameter } from './condition';

export const failureRate: Condition = {
  kind: 'FAILURE_RATE',
  ruleId: 'failure-rate',
  description:
    'Of the tasks and stages that agents ended in the last `window_seconds`, at least `min_count`, more than `share` have failed.',
  severity: 'CRITICAL',
  parameters: { window_seconds: 3_600, share: 0.2, min_count: 10 },
  found: () => part`
    select rule.id as rule_uuid, 'project' as subject_type, project.id::text as subject_key, project.key as subject_id,
      format('%s of the last %s tasks and stages have failed.', ended.failed, ended.total) as summary,
      jsonb_build_object('failed', ended.failed, 'total', ended.total, 'share', ended.failed::float8 / ended.total) as details
    from ${AlertRule} rule join ${Project} project on project.id = rule.project_id
      cross join lateral (
        select count(*)::int as total,
          (count(*) filter (where activity.activity_type in ('TASK_FAILED', 'STAGE_FAILED')))::int as failed
        from ${AgentActivity} activity
        where activity.project_id = rule.project_id and activity.id >= ${firstIdInWindow} and ${new Fragment(ENDS_OF_WORK)}
      ) ended
    where rule.kind = 'FAILURE_RATE' and rule.enabled and ended.total >= ${parameter('min_count')}
      and ended.failed > ${parameter('share')} * ended.total`,
};
