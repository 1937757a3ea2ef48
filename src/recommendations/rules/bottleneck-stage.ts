import { Run } from '../../workflows/run.entity';
import { Stage } from '../../workflows/stages/stage.entity';
import { shareAbove } from './confidence';
import { evidenceOf, type Fact, type Rule } from './rule';
import { percent, rounded } from './words';

/** One stage of a definition, in all runs. `value` is its share of the hours of all stages. */
export interface StageFact extends Fact {
  /** In how many runs it took longer than every other stage. */
  longest: number;
  /** How many stages the definition has, of those that were done. */
  stages: number;
  /** Mean hours of one run, from ready to end. */
  hours: number;
}

export const bottleneckStage: Rule<StageFact> = {
  kind: 'BOTTLENECK_STAGE',
  figure: 'The share of the hours of all stages of the workflow, waiting included, that this one took.',
  unit: 'SHARE',
  days: 28,
  verifyAfterDays: 28,
  ofMoment: false,
  least: 3,
  absent: null,
  facts: (db, { projectId, from, to }) => db.sql<StageFact>`
    with done as (
      select run.id as run, run.key, run.pack, run.workflow_id, split_part(stage.stage_id, '.', 1) as stage,
        (sum(extract(epoch from stage.ended_at - coalesce(stage.ready_at, stage.started_at))) / 3600)::float8 as hours
      from ${Stage} stage join ${Run} run on run.id = stage.run_uuid
      where stage.project_id = ${projectId} and stage.ended_at >= ${from} and stage.ended_at < ${to}
        and stage.status = 'COMPLETED' and stage.started_at is not null
      group by 1, 2, 3, 4, 5
    ), ranked as (
      select done.*, rank() over (partition by run order by hours desc) as place from done
    ), whole as (
      select pack, workflow_id, sum(hours) as hours, count(distinct stage)::int as stages from done group by 1, 2
    )
    select 'stage' as "subjectType", concat_ws('/', pack, workflow_id, ranked.stage) as "subjectKey",
      concat_ws('/', workflow_id, ranked.stage) as "subjectId", sum(ranked.hours) / nullif(max(whole.hours), 0) as value,
      count(*)::int as over, (count(*) filter (where place = 1))::int as longest, max(whole.stages) as stages,
      avg(ranked.hours) as hours,
      ${evidenceOf('workflow', 'run', 'key', `'hours', round(ranked.hours::numeric, 2), 'place', place`, 'ranked.hours desc')} as evidence
    from ranked join whole using (pack, workflow_id) group by pack, workflow_id, ranked.stage`,
  advise({ subjectId, value, over, longest, stages, hours }) {
    if (value === null || over < 5 || stages < 3 || value < Math.max(0.4, 2 / stages)) return null;
    const confidence = shareAbove(longest, over, 0.5);
    if (confidence < 0.9) return null;
    return {
      summary: `${subjectId} takes ${percent(value)} of all hours of its workflow, ${rounded(hours)} h in each of ${over} runs.`,
      action:
        'Split this stage, give it to more agents, or begin it earlier: nothing else makes the runs shorter by as much.',
      effect: `It takes no more than an equal share among ${stages} stages.`,
      expected: 1 / stages,
      confidence,
    };
  },
};
