import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Story } from '../../stories/story.entity';
import { Epic } from '../../epics/epic.entity';
import { Run } from '../../workflows/run.entity';
import { Stage } from '../../workflows/stages/stage.entity';
import { HOUR_MS } from '../window/window';
import type { Past } from './past';
import { believeInRun } from './trials';

/** How many completed runs of the same workflow are looked at, the latest, and how many it takes. */
const RUNS = { most: 50, least: 5 };

/** What runs of the past took for the stages of one name, whatever their pass. */
interface StagePast {
  stageId: string;
  hours: number[];
}

/** The stages of one name that are left of a run. */
interface StageLeft {
  stageId: string;
  position: number;
  cycle: string | null;
  open: number;
}

interface Course {
  /** When its latest stage ended, or it began. */
  since: Date;
  left: StageLeft[];
  /** Stories of its epic that no pass has been opened for. */
  passesLeft: number;
}

/** How long the stages of a run's workflow took. */
@Injectable()
export class RunPasts {
  constructor(private readonly db: Database) {}

  /** What speaks for the run's end: the completed runs of its workflow. */
  async of(run: Run, now: Date): Promise<Past> {
    const course = await this.course(run);
    const { runs, from, stages } = await this.past(run);
    const seen = new Map(stages.map(({ stageId, hours }) => [stageId, hours]));
    const left = course.left.flatMap((stage) => {
      const times = stage.open + (stage.cycle === null ? 0 : course.passesLeft);
      return Array<string>(times).fill(stage.stageId);
    });
    const unseen = left.find((stageId) => (seen.get(stageId)?.length ?? 0) < RUNS.least);
    const waited = Math.max(0, now.getTime() - course.since.getTime()) / HOUR_MS;
    return {
      remaining: left.length,
      basis: { source: 'WORKFLOW', from: from ?? now, to: now, observed: runs, share: 1 },
      unitMs: HOUR_MS,
      missing: missing(runs, unseen, seen.get(unseen ?? '')?.length ?? 0),
      believe: believeInRun(left.map((stageId) => seen.get(stageId) ?? []), waited), // prettier-ignore
    };
  }

  private async course({ id, projectId, epicId }: Run): Promise<Course> {
    const [course] = await this.db.sql<Course>`
      select greatest(run.started_at, (select max(ended_at) from ${Stage} where run_uuid = run.id)) as since,
        coalesce((
          select jsonb_agg(jsonb_build_object('stageId', stage_id, 'position', position, 'cycle', cycle, 'open', open)
            order by position) from (
            select split_part(s.stage_id, '.', 1) as stage_id, min(s.position) as position, min(s.cycle) as cycle,
              count(*) filter (where s.status not in ('COMPLETED', 'SKIPPED'))::int as open
            from ${Stage} s where s.run_uuid = run.id group by 1) stage
          where open > 0 or cycle is not null
        ), '[]') as left,
        (select count(*)::int from ${Story} story join ${Epic} epic on epic.id = story.epic_uuid
          where epic.project_id = ${projectId} and (epic.epic_id = ${epicId} or epic.id::text = ${epicId})
            and story.ended_at is null
            and not exists (select from ${Stage} s where s.run_uuid = run.id and s.story_id = story.story_id)
            and exists (select from ${Stage} s where s.run_uuid = run.id and s.cycle is not null and s.story_id is not null)
        ) as "passesLeft"
      from ${Run} run where run.id = ${id}`;
    return { ...course, since: new Date(course.since) };
  }

  /** Each stage's part of a run: the time since the one that ended before it, waiting and decisions included. */
  private async past({ projectId, pack, workflowId, id }: Run) {
    const stages = await this.db.sql<StagePast & { runs: number; from: Date }>`
      with run as (
        select id, started_at from ${Run}
        where project_id = ${projectId} and pack = ${pack} and workflow_id = ${workflowId} and status = 'COMPLETED' and id <> ${id}
        order by ended_at desc limit ${RUNS.most}
      ), step as (
        select split_part(s.stage_id, '.', 1) as stage_id,
          extract(epoch from s.ended_at - coalesce(lag(s.ended_at) over (partition by s.run_uuid order by s.ended_at, s.position),
            run.started_at))::float8 / 3600 as hours
        from run join ${Stage} s on s.run_uuid = run.id and s.ended_at is not null
      )
      select stage_id as "stageId", array_agg(hours) as hours, (select count(*)::int from run) as runs,
        (select min(started_at) from run) as from
      from step group by stage_id`;
    return { stages, runs: stages[0]?.runs ?? 0, from: stages[0]?.from };
  }
}

function missing(runs: number, unseen: string | undefined, times: number): string | null {
  if (runs < RUNS.least) return `${runs} runs of this workflow were completed; it takes ${RUNS.least}.`;
  return unseen === undefined ? null : `The stage ${unseen} was done ${times} times before; it takes ${RUNS.least}.`;
}
