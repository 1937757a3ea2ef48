import { part } from '../../database/database';
import { Task } from '../../tasks/task.entity';
import { AlertRule } from '../alerts/alert-rule.entity';
import { type Condition, interval, written } from './condition';

export const stuckTask: Condition = {
  kind: 'STUCK_TASK',
  ruleId: 'stuck-task',
  description:
    'A task was begun longer than `after_seconds` ago and is still in progress or in review, or has been blocked that long.',
  severity: 'WARNING',
  parameters: { after_seconds: 14_400 },
  found: () => part`
    select rule.id as rule_uuid, 'task' as subject_type, task.id::text as subject_key, task.task_id as subject_id,
      format('%s (%s) is %s, and %s %s.', task.task_id, task.name, task.status,
        case task.status when 'BLOCKED' then 'has not been touched since' else 'was begun at' end,
        ${written('since.at')}) as summary,
      jsonb_build_object('task_id', task.task_id, 'status', task.status, 'since', since.at,
        'agent_id', coalesce(task.claimed_by, task.agent_id), 'reason', task.reason) as details
    from ${AlertRule} rule join ${Task} task on task.project_id = rule.project_id
      cross join lateral (select case task.status when 'BLOCKED' then task.updated_at else task.started_at end as at) since
    where rule.kind = 'STUCK_TASK' and rule.enabled and task.status in ('IN_PROGRESS', 'REVIEW', 'BLOCKED')
      and since.at < now() - ${interval('after_seconds')}`,
};
