import { Task } from '../../tasks/task.entity';
import { meanAbove } from './confidence';
import { evidenceOf, type Fact, type Rule } from './rule';
import { rounded } from './words';

/** How one kind of task was estimated. `value` is the geometric mean of actual over estimated hours. */
export interface EstimateFact extends Fact {
  /** The mean of the logarithms, and their standard deviation. */
  mean: number | null;
  deviation: number | null;
}

export const estimateBias: Rule<EstimateFact> = {
  kind: 'ESTIMATE_BIAS',
  figure: 'Actual over estimated hours of its completed tasks, as a geometric mean.',
  unit: 'RATIO',
  days: 28,
  verifyAfterDays: 28,
  ofMoment: false,
  least: 5,
  absent: null,
  facts: (db, { projectId, from, to }) => db.sql<EstimateFact>`
    with estimated as (
      select id, task_id, coalesce(task_type, '') as kind, estimated_hours, actual_hours, ln(actual_hours / estimated_hours) as log
      from ${Task}
      where project_id = ${projectId} and status = 'COMPLETED' and ended_at >= ${from} and ended_at < ${to}
        and estimated_hours > 0 and actual_hours > 0
    )
    select 'task_type' as "subjectType", kind as "subjectKey", case kind when '' then 'tasks without a type' else kind end as "subjectId",
      exp(avg(log))::float8 as value, count(*)::int as over, avg(log)::float8 as mean, stddev_samp(log)::float8 as deviation,
      ${evidenceOf('task', 'id', 'task_id', `'estimated_hours', estimated_hours, 'actual_hours', actual_hours`, 'abs(log) desc')} as evidence
    from estimated group by kind`,
  advise({ subjectId, value, over, mean, deviation }) {
    if (value === null || mean === null || over < 8 || Math.abs(mean) < Math.log(1.3)) return null;
    const confidence = meanAbove({ count: over, mean: Math.abs(mean), deviation }, Math.log(1.15));
    if (confidence < 0.95) return null;
    return {
      summary: `${subjectId} takes ${rounded(value)} times as long as estimated, over ${over} completed tasks.`,
      action: `Multiply the estimates of ${subjectId} by ${rounded(value)}, or find out what they leave out.`,
      effect: 'Estimated and actual hours are alike on average.',
      expected: 1,
      confidence,
    };
  },
};
