import { Task } from '../../tasks/task.entity';
import { evidenceWhere, type Fact, type Rule } from './rule';
import { rounded } from './words';

/** The tasks in progress. `value` is how many are older than twice what 85 % of the completed ones took. */
export interface AgeFact extends Fact {
  /** How many were completed. */
  completed: number;
  /** Hours within which 85 % of these were. */
  usual: number | null;
}

const shown: Parameters<typeof evidenceWhere>[0] = [
  'task',
  'task.id',
  'task.task_id',
  `'status', task.status, 'started_at', task.started_at, 'agent_id', task.claimed_by`,
  'task.started_at',
];

export const ageingWork: Rule<AgeFact> = {
  kind: 'AGEING_WORK',
  figure: 'Tasks begun and not over that are older than a day and than twice the time within which 85 % are completed.',
  unit: 'COUNT',
  days: 28,
  verifyAfterDays: 7,
  ofMoment: true,
  least: 0,
  absent: 0,
  facts: (db, { projectId, from, to }) => db.sql<AgeFact>`
    with usual as materialized (
      select count(*)::int as completed, (percentile_cont(0.85) within group (
        order by extract(epoch from ended_at - started_at)) / 3600)::float8 as hours
      from ${Task} where project_id = ${projectId} and status = 'COMPLETED' and ended_at >= ${from} and ended_at < ${to}
        and started_at is not null
    ), begun as (
      select id, task_id, status, started_at, claimed_by,
        started_at < ${to}::timestamptz - make_interval(secs => greatest(86400, 7200 * (select hours from usual))) as aged
      from ${Task} where project_id = ${projectId} and status in ('IN_PROGRESS', 'REVIEW', 'BLOCKED') and started_at < ${to}
    )
    select 'project' as "subjectType", ${projectId}::text as "subjectKey", 'project' as "subjectId",
      (count(*) filter (where aged))::float8 as value, count(task.id)::int as over, max(completed) as completed,
      max(hours) as usual, ${evidenceWhere(shown, 'aged')} as evidence
    from usual left join begun task on true`,
  advise({ value, over, completed, usual }) {
    if (value === null || usual === null || completed < 10 || value < 3) return null;
    return {
      summary: `${value} of ${over} tasks in progress are older than ${rounded(Math.max(24, 2 * usual))} h; 85 % of the completed ones took no more than ${rounded(usual)} h.`,
      action: 'Finish or cancel the oldest before anything new is begun: split what is too large, unblock what waits.',
      effect: 'None is that old.',
      expected: 0,
      confidence: 1,
    };
  },
};
