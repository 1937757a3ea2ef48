import { Agent } from '../../agents/agent.entity';
import { Collaboration } from '../../collaboration/collaboration.entity';
import { shareAbove } from './confidence';
import { evidenceWhere, type Fact, type Rule } from './rule';
import { percent } from './words';

/** What came of the handoffs from one agent to another. `value` is the share that went badly. */
export interface PairFact extends Fact {
  bad: number;
  /** All other handoffs of the project. */
  others: number;
  othersBad: number;
}

const shown: Parameters<typeof evidenceWhere>[0] = [
  'handoff',
  'id',
  'collaboration_id',
  `'status', status, 'quality', quality, 'completeness', completeness, 'rejection_reason', rejection_reason`,
  'started_at desc',
];

export const weakHandoffPair: Rule<PairFact> = {
  kind: 'WEAK_HANDOFF_PAIR',
  figure: 'The share of its answered handoffs that were rejected, expired, or rated below 60 of 100.',
  unit: 'SHARE',
  days: 28,
  verifyAfterDays: 28,
  ofMoment: false,
  least: 3,
  absent: null,
  facts: (db, { projectId, from, to }) => db.sql<PairFact>`
    with answered as (
      select id, collaboration_id, from_agent_uuid, to_agent_uuid, status, quality, completeness, rejection_reason, started_at,
        status in ('REJECTED', 'EXPIRED') or coalesce(quality < 60, false) as bad
      from ${Collaboration}
      where project_id = ${projectId} and started_at >= ${from} and started_at < ${to} and type = 'HANDOFF'
        and status <> 'OFFERED'
    ), pairs as (
      select from_agent_uuid, to_agent_uuid, count(*)::int as over, (count(*) filter (where bad))::int as bad,
        ${evidenceWhere(shown, 'bad')} as evidence
      from answered group by 1, 2
    )
    select 'agent_pair' as "subjectType", concat_ws('/', from_agent_uuid, to_agent_uuid) as "subjectKey",
      concat(giver.agent_id, ' → ', receiver.agent_id) as "subjectId", bad::float8 / over as value, over, bad,
      ((sum(over) over ()) - over)::int as others, ((sum(bad) over ()) - bad)::int as "othersBad", evidence
    from pairs join ${Agent} giver on giver.id = from_agent_uuid join ${Agent} receiver on receiver.id = to_agent_uuid`,
  advise({ subjectId, value, over, bad, others, othersBad }) {
    if (value === null || over < 5 || value < 0.3) return null;
    const usual = others >= 5 ? othersBad / others : null;
    const confidence = shareAbove(bad, over, Math.max(0.15, 1.5 * (usual ?? 0)));
    if (confidence < 0.9) return null;
    const than = usual === null ? '' : `, against ${percent(usual)} of ${others} between others`;
    return {
      summary: `${bad} of ${over} handoffs ${subjectId} went badly (${percent(value)})${than}.`,
      action:
        'Agree on what has to be in these handoffs: take the missing parts and the reasons of the rejections as the list.',
      effect: usual === null ? 'Half as many go badly.' : 'No more go badly than between others.',
      expected: usual ?? value / 2,
      confidence,
    };
  },
};
