import { Task } from '../../tasks/task.entity';
import { meanLess } from './confidence';
import { evidenceWhere, type Fact, type Rule } from './rule';
import { rounded } from './words';

/** How good one agent's work was. `value` is the mean score. */
export interface QualityFact extends Fact {
  deviation: number | null;
  before: number;
  meanBefore: number | null;
  deviationBefore: number | null;
}

const shown: Parameters<typeof evidenceWhere>[0] = [
  ...(['task', 'id', 'task_id', `'quality_score', quality_score, 'ended_at', ended_at`, 'quality_score, id'] as const),
];

export const fallingQuality: Rule<QualityFact> = {
  kind: 'FALLING_QUALITY',
  figure: 'The mean quality score, of 100, of the tasks that it completed.',
  unit: 'SCORE',
  days: 28,
  verifyAfterDays: 28,
  ofMoment: false,
  least: 5,
  absent: null,
  facts: (db, { projectId, from, to }) => db.sql<QualityFact>`
    with scored as (
      select id, task_id, claimed_by, quality_score, ended_at, ended_at >= ${from} as late from ${Task}
      where project_id = ${projectId} and status = 'COMPLETED' and claimed_by is not null and quality_score is not null
        and ended_at >= ${from}::timestamptz - (${to}::timestamptz - ${from}::timestamptz) and ended_at < ${to}
    )
    select 'agent' as "subjectType", claimed_by as "subjectKey", claimed_by as "subjectId",
      (avg(quality_score) filter (where late))::float8 as value, (count(*) filter (where late))::int as over,
      (stddev_samp(quality_score) filter (where late))::float8 as deviation,
      (count(*) filter (where not late))::int as before, (avg(quality_score) filter (where not late))::float8 as "meanBefore",
      (stddev_samp(quality_score) filter (where not late))::float8 as "deviationBefore", ${evidenceWhere(shown, 'late')} as evidence
    from scored group by claimed_by`,
  advise({ subjectId, value, over, deviation, before, meanBefore, deviationBefore }) {
    if (value === null || meanBefore === null || over < 10 || before < 10) return null;
    const now = { count: over, mean: value, deviation };
    const confidence = meanLess(now, { count: before, mean: meanBefore, deviation: deviationBefore });
    if (meanBefore - value < 5 || confidence < 0.95) return null;
    return {
      summary: `The work of ${subjectId} is scored ${rounded(value)} of 100 over ${over} tasks, after ${rounded(meanBefore)} over ${before} before.`,
      action:
        'Look at its worst results together with who judged them, and sharpen the acceptance criteria they missed.',
      effect: 'Its work is scored as high as before.',
      expected: meanBefore,
      confidence,
    };
  },
};
