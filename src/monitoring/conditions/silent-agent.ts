import { AgentSession } from '../../agents/agent-session.entity';
import { Agent } from '../../agents/agent.entity';
import { part } from '../../database/database';
import { AlertRule } from '../alerts/alert-rule.entity';
import { type Condition, interval, parameter, written } from './condition';

/** Work is not done while nobody does it. When the session expires the work is free again, and the alert is over. */
export const silentAgent: Condition = {
  kind: 'SILENT_AGENT',
  ruleId: 'silent-agent',
  description: 'An agent has work in progress, and nothing was heard of it for longer than `after_seconds`.',
  severity: 'WARNING',
  parameters: { after_seconds: 300, min_open_work: 1 },
  found: () => part`
    select rule.id as rule_uuid, 'session' as subject_type, session.id::text as subject_key,
      agent.agent_id || '/' || session.session_id as subject_id,
      format('Nothing was heard of %s in session %s since %s, and it has %s in progress.', agent.agent_id,
        session.session_id, ${written('session.heartbeat_at')}, session.open_work) as summary,
      jsonb_build_object('agent_id', agent.agent_id, 'session_id', session.session_id, 'user_id', session.user_id,
        'heartbeat_at', session.heartbeat_at, 'open_work', session.open_work) as details
    from ${AlertRule} rule join ${AgentSession} session on session.project_id = rule.project_id
      join ${Agent} agent on agent.id = session.agent_uuid
    where rule.kind = 'SILENT_AGENT' and rule.enabled and session.ended_at is null and session.expires_at > now()
      and session.heartbeat_at < now() - ${interval('after_seconds')}
      and session.open_work >= ${parameter('min_open_work')}`,
};
