import { part } from '../../database/database';
import { Event } from '../../events/event.entity';
import { QualityGate } from '../../stories/gates/gate.entity';
import { Story } from '../../stories/story.entity';
import { AlertRule } from '../alerts/alert-rule.entity';
import { type Condition, interval, written } from './condition';

export const overdueGate: Condition = {
  kind: 'OVERDUE_GATE',
  ruleId: 'overdue-gate',
  description:
    'A story has been in REVIEW for longer than `after_seconds`, and no gate that holds has judged it as it is now.',
  severity: 'WARNING',
  parameters: { after_seconds: 86_400 },
  found: () => part`
    select rule.id as rule_uuid, 'story' as subject_type, story.id::text as subject_key, story.story_id as subject_id,
      format('The story %s has been in REVIEW since %s, and %s.', story.story_id, ${written('since.at')},
        case when gate.id is null then 'no gate has judged it'
          when gate.revision < story.revision then 'its gate is older than its last change'
          else 'its waiver has run out' end) as summary,
      jsonb_build_object('story_id', story.story_id, 'since', since.at, 'revision', story.revision,
        'judged_revision', gate.revision, 'gate', gate.gate) as details
    from ${AlertRule} rule join ${Story} story on story.project_id = rule.project_id
      left join lateral (
        select id, revision, gate, waiver_expires_at from ${QualityGate}
        where story_uuid = story.id order by id desc limit 1
      ) gate on true
      cross join lateral (
        select coalesce(max(event.at), story.updated_at) as at from ${Event} event
        where event.project_id = story.project_id and event.subject_id = story.id and event.type = 'story.submitted'
      ) since
    where rule.kind = 'OVERDUE_GATE' and rule.enabled and story.status = 'REVIEW' and story.gate_required
      and (gate.id is null or gate.revision < story.revision or gate.waiver_expires_at < now())
      and since.at < now() - ${interval('after_seconds')}`,
};
