import { part } from '../../database/database';
import { Run } from '../../workflows/run.entity';
import { Stage } from '../../workflows/stages/stage.entity';
import { AlertRule } from '../alerts/alert-rule.entity';
import { type Condition, interval, written } from './condition';

export const stuckStage: Condition = {
  kind: 'STUCK_STAGE',
  ruleId: 'stuck-stage',
  description: 'A stage of an active run has been READY, ACTIVE or FAILED for longer than `after_seconds`.',
  severity: 'WARNING',
  parameters: { after_seconds: 14_400 },
  found: () => part`
    select rule.id as rule_uuid, 'stage' as subject_type, stage.id::text as subject_key,
      run.key || '/' || stage.stage_id as subject_id,
      format('The stage %s of %s has been %s since %s.', stage.stage_id, run.key, stage.status,
        ${written('since.at')}) as summary,
      jsonb_build_object('workflow_id', run.key, 'stage_id', stage.stage_id, 'status', stage.status, 'since', since.at,
        'agent_id', stage.agent_id) as details
    from ${AlertRule} rule join ${Stage} stage on stage.project_id = rule.project_id
      join ${Run} run on run.id = stage.run_uuid
      cross join lateral (select case stage.status when 'READY' then stage.ready_at when 'ACTIVE' then stage.started_at
        else stage.ended_at end as at) since
    where rule.kind = 'STUCK_STAGE' and rule.enabled and stage.status in ('READY', 'ACTIVE', 'FAILED')
      and run.status = 'ACTIVE' and since.at < now() - ${interval('after_seconds')}`,
};
