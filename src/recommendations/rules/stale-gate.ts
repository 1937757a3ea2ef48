import { QualityGate } from '../../stories/gates/gate.entity';
import { Story } from '../../stories/story.entity';
import { evidenceOf, type Fact, type Rule } from './rule';

export const staleGate: Rule = {
  kind: 'STALE_GATE',
  figure:
    'Stories in review, unchanged for a day, whose newest verdict is of an older revision or a waiver that has run out.',
  unit: 'COUNT',
  days: 28,
  verifyAfterDays: 7,
  ofMoment: true,
  least: 0,
  absent: 0,
  facts: (db, { projectId, to }) => db.sql<Fact>`
    with stale as (
      select story.id, story.story_id, story.revision, verdict.revision as judged, verdict.gate, verdict.created_at
      from ${Story} story cross join lateral (
        select revision, gate, waiver_expires_at, created_at from ${QualityGate} gate
        where gate.story_uuid = story.id order by gate.id desc limit 1
      ) verdict
      where story.project_id = ${projectId} and story.status = 'REVIEW' and story.gate_required
        and story.updated_at < ${to}::timestamptz - interval '1 day'
        and (verdict.revision < story.revision or verdict.waiver_expires_at < ${to})
    )
    select 'project' as "subjectType", ${projectId}::text as "subjectKey", 'project' as "subjectId",
      count(*)::float8 as value, count(*)::int as over,
      ${evidenceOf('story', 'id', 'story_id', `'gate', gate, 'judged_revision', judged, 'revision', revision, 'judged_at', created_at`, 'created_at')} as evidence
    from stale having count(*) > 0`,
  advise({ value }) {
    if (value === null || value < 2) return null;
    return {
      summary: `${value} stories in review have changed since their quality gate, or their waiver has run out, and nobody has looked again.`,
      action: 'Judge them anew, the oldest verdict first: none of them can be done before.',
      effect: 'Every story in review has a verdict on what it is now.',
      expected: 0,
      confidence: 1,
    };
  },
};
