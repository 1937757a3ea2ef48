import { TaskDependency } from '../../tasks/task-dependency.entity';
import { Task } from '../../tasks/task.entity';
import { evidenceOf, type Fact, type Rule } from './rule';

/** So many hours after its last dependency was over, a task should have been taken. */
const HOURS = 48;

export const idleReadyWork: Rule = {
  kind: 'IDLE_READY_WORK',
  figure: `Tasks that became ready when what they depended on was over, more than ${HOURS} hours ago, and that nobody has taken.`,
  unit: 'COUNT',
  days: 28,
  verifyAfterDays: 7,
  ofMoment: true,
  least: 0,
  absent: 0,
  facts: (db, { projectId, to }) => db.sql<Fact>`
    with ready as (
      select task.id, task.task_id, task.agent_id, max(done.ended_at) as since
      from ${Task} task join ${TaskDependency} edge on edge.task_uuid = task.id join ${Task} done on done.id = edge.depends_on_uuid
      where task.project_id = ${projectId} and task.status = 'PENDING' and task.waits_for = 0 and not task.tied
      group by task.id having max(done.ended_at) < ${to}::timestamptz - make_interval(hours => ${HOURS})
    )
    select 'project' as "subjectType", ${projectId}::text as "subjectKey", 'project' as "subjectId",
      count(*)::float8 as value, count(*)::int as over,
      ${evidenceOf('task', 'id', 'task_id', `'ready_since', since, 'agent_id', agent_id`, 'since')} as evidence
    from ready having count(*) > 0`,
  advise({ value }) {
    if (value === null || value < 3) return null;
    return {
      summary: `${value} tasks have been free to begin for more than ${HOURS} h, and nobody has taken them.`,
      action: 'Have an agent claim them, raise their priority, or open those that are kept for one agent to all.',
      effect: 'All of them are taken.',
      expected: 0,
      confidence: 1,
    };
  },
};
