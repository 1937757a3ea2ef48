import { Memory } from '../../memory/memory.entity';
import { MemoryIntegration } from '../../memory/uses/memory-integration.entity';
import { shareAbove } from './confidence';
import { evidenceWhere, type Fact, type Rule } from './rule';
import { percent } from './words';

/** The memories of one category. `value` is the share that nobody was given. */
export interface UseFact extends Fact {
  unused: number;
  /** Those of all other categories. */
  others: number;
  othersUnused: number;
}

/** How many memories are looked at, the newest first. */
const MOST = 5_000;

const shown: Parameters<typeof evidenceWhere>[0] = [
  ...([
    'memory',
    'id',
    'left(content, 80)',
    `'created_at', created_at, 'importance', importance`,
    'created_at desc',
  ] as const),
];

export const unusedMemory: Rule<UseFact> = {
  kind: 'UNUSED_MEMORY',
  figure: `The share of the ${MOST} newest memories older than two weeks that nobody was given in the last four.`,
  unit: 'SHARE',
  days: 28,
  verifyAfterDays: 28,
  ofMoment: false,
  least: 10,
  absent: null,
  facts: (db, { projectId, from, to }) => db.sql<UseFact>`
    with known as (
      select id, category, content, created_at, importance from ${Memory}
      where project_id = ${projectId} and status = 'ACTIVE' and created_at < ${to}::timestamptz - interval '14 days'
      order by created_at desc limit ${MOST}
    ), seen as (
      select known.*, not exists (
        select from ${MemoryIntegration} used where used.memory_uuid = known.id and used.rank is not null
          and used.at >= ${from} and used.at < ${to}) as unused
      from known
    ), sums as (
      select category, count(*)::int as over, (count(*) filter (where unused))::int as unused,
        ${evidenceWhere(shown, 'unused')} as evidence
      from seen group by 1
    )
    select 'memory_category' as "subjectType", category::text as "subjectKey", category::text as "subjectId",
      unused::float8 / over as value, over, unused, ((sum(over) over ()) - over)::int as others,
      ((sum(unused) over ()) - unused)::int as "othersUnused", evidence
    from sums`,
  advise({ subjectId, value, over, unused, others, othersUnused }) {
    if (value === null || over < 20) return null;
    const confidence = shareAbove(unused, over, 0.8);
    if (confidence < 0.9) return null;
    const usual = others >= 20 && othersUnused / others < value / 2 ? othersUnused / others : null;
    return {
      summary: `${percent(value)} of ${over} memories of ${subjectId} were given to nobody for four weeks.`,
      action:
        'Have agents ask for context before they begin, and archive or merge what says nothing that anybody looks for.',
      effect:
        usual === null ? 'Half of them are used or gone.' : 'They are used as often as those of other categories.',
      expected: usual ?? value / 2,
      confidence,
    };
  },
};
