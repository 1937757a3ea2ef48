import { Task } from '../../tasks/task.entity';
import { shareLess } from './confidence';
import { evidenceWhere, type Fact, type Rule } from './rule';
import { percent } from './words';

/** What came of one agent's tasks. `value` is the share that it completed. */
export interface SuccessFact extends Fact {
  completed: number;
  /** The same in the time before. */
  before: number;
  completedBefore: number;
}

export const fallingSuccess: Rule<SuccessFact> = {
  kind: 'FALLING_SUCCESS',
  figure: 'The share of the tasks that it ended, which it completed and did not fail.',
  unit: 'SHARE',
  days: 28,
  verifyAfterDays: 28,
  ofMoment: false,
  least: 5,
  absent: null,
  facts: (db, { projectId, from, to }) => db.sql<SuccessFact>`
    with ended as (
      select id, task_id, claimed_by, reason, ended_at, status = 'COMPLETED' as done, ended_at >= ${from} as late
      from ${Task}
      where project_id = ${projectId} and status in ('COMPLETED', 'FAILED') and claimed_by is not null
        and ended_at >= ${from}::timestamptz - (${to}::timestamptz - ${from}::timestamptz) and ended_at < ${to}
    ), sums as (
      select claimed_by, (count(*) filter (where late))::int as over, (count(*) filter (where late and done))::int as completed,
        (count(*) filter (where not late))::int as before, (count(*) filter (where not late and done))::int as "completedBefore",
        ${evidenceWhere(['task', 'id', 'task_id', `'reason', reason, 'ended_at', ended_at`, 'ended_at desc'], 'late and not done')} as evidence
      from ended group by 1
    )
    select 'agent' as "subjectType", claimed_by as "subjectKey", claimed_by as "subjectId",
      completed::float8 / nullif(over, 0) as value, over, completed, before, "completedBefore", evidence
    from sums`,
  advise({ subjectId, value, over, completed, before, completedBefore }) {
    if (value === null || over < 10 || before < 10) return null;
    const was = completedBefore / before;
    const confidence = shareLess(completed, over, completedBefore, before);
    if (was - value < 0.1 || confidence < 0.95) return null;
    return {
      summary: `${subjectId} completed ${percent(value)} of ${over} tasks, after ${percent(was)} of ${before} before.`,
      action: 'Look at what its failed tasks have in common, and at what changed: definitions, kinds of tasks, tools.',
      effect: 'It completes as large a share as before.',
      expected: was,
      confidence,
    };
  },
};
