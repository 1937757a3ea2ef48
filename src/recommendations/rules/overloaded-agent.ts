import { Task } from '../../tasks/task.entity';
import { below } from './confidence';
import { evidenceWhere, type Fact, type Rule } from './rule';
import { rounded } from './words';

/** One agent's work. `value` is how many tasks it has that are not over. */
export interface LoadFact extends Fact {
  /** How many it completed in the time. */
  completed: number;
  /** How long that is. */
  weeks: number;
  /** The median of the others' open tasks; null without others. */
  others: number | null;
}

/** So many weeks of work wait for nobody who keeps up. */
const WEEKS = 3;

const shown: Parameters<typeof evidenceWhere>[0] = [
  ...(['task', 'id', 'task_id', `'status', status, 'since', created_at`, 'created_at'] as const),
];

export const overloadedAgent: Rule<LoadFact> = {
  kind: 'OVERLOADED_AGENT',
  figure: 'The tasks that it has and that are not over.',
  unit: 'COUNT',
  days: 28,
  verifyAfterDays: 14,
  ofMoment: true,
  least: 0,
  absent: 0,
  facts: (db, { projectId, from, to }) => db.sql<LoadFact>`
    with work as (
      select id, task_id, status, created_at, status in ('PENDING', 'IN_PROGRESS', 'REVIEW', 'BLOCKED') as open,
        case when status in ('PENDING', 'BLOCKED') then agent_id else coalesce(claimed_by, agent_id) end as agent
      from ${Task}
      where project_id = ${projectId} and (status in ('PENDING', 'IN_PROGRESS', 'REVIEW', 'BLOCKED')
        or status = 'COMPLETED' and ended_at >= ${from} and ended_at < ${to})
    ), loads as (
      select agent, (count(*) filter (where open))::int as open, (count(*) filter (where not open))::int as completed,
        ${evidenceWhere(shown, 'open')} as evidence
      from work where agent is not null group by 1
    )
    select 'agent' as "subjectType", agent as "subjectKey", agent as "subjectId", open::float8 as value, open as over,
      completed, (extract(epoch from ${to}::timestamptz - ${from}::timestamptz) / 604800)::float8 as weeks, evidence,
      (select percentile_cont(0.5) within group (order by other.open) from loads other where other.agent <> loads.agent) as others
    from loads`,
  advise({ subjectId, value, completed, weeks, others }) {
    const usual = others ?? 0;
    if (value === null || value < 8 || value < 3 * Math.max(1, usual)) return null;
    // How many it would have completed in the time if it were not overloaded.
    const enough = (value / WEEKS) * weeks;
    const confidence = below((enough - completed - 0.5) / Math.sqrt(completed + 1));
    if (confidence < 0.9) return null;
    return {
      summary: `${subjectId} has ${value} open tasks and completes ${rounded(completed / weeks)} a week; the others have ${rounded(usual)}.`,
      action: 'Give some of these tasks to other agents, or leave them open for whoever is free to claim.',
      effect: 'It has no more open tasks than the others have.',
      expected: usual,
      confidence,
    };
  },
};
