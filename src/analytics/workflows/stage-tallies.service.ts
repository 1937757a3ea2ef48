import { Injectable } from '@nestjs/common';
import { Database, Fragment } from '../../database/database';
import { Run } from '../../workflows/run.entity';
import { Stage } from '../../workflows/stages/stage.entity';
import { rangesOf } from '../window/ranges.query';
import type { Range } from '../window/window';
import { ofRuns, type RunFilter } from './run-tallies.service';

/** A stage of a definition, in all passes of all runs. */
export interface StageName {
  pack: string;
  workflowId: string;
  /** Without the number of a pass. */
  stageId: string;
}

/** What the stages of one name that were completed in a range add up to. */
export interface StageTally {
  completed: number;
  /** Those that were started more than once. */
  retried: number;
  /** Hours from start to end, pauses included: within which 50, 85 and 95 % were done. */
  working: number[] | null;
  /** Hours from ready to start, likewise. */
  waiting: number[] | null;
  /** Of how many it is known when they were ready. */
  waited: number;
  /** Working and waiting hours of all of them together. */
  totalHours: number;
  scored: number;
  quality: number | null;
}

export const noStages: StageTally = {
  completed: 0,
  retried: 0,
  working: null,
  waiting: null,
  waited: 0,
  totalHours: 0,
  scored: 0,
  quality: null,
};

export interface StageTallied extends StageName {
  name: string;
  position: number;
  tallies: StageTally[];
}

/** How many runs stopped, or stand now, at a stage. */
export interface StageStop extends StageName {
  runs: number;
}

const worked = 'extract(epoch from s.ended_at - s.started_at)::float8 / 3600';
const waited = 'extract(epoch from s.started_at - s.ready_at)::float8 / 3600';
const sums = new Fragment(`count(*)::int as completed, count(*) filter (where s.attempt > 1)::int as retried,
  percentile_cont(array[0.5, 0.85, 0.95]) within group (order by ${worked}) as working,
  percentile_cont(array[0.5, 0.85, 0.95]) within group (order by ${waited}) as waiting,
  count(${waited})::int as waited, coalesce(sum(coalesce(${worked}, 0) + coalesce(${waited}, 0)), 0) as "totalHours",
  count(s.quality_score)::int as scored, avg(s.quality_score)::float8 as quality`);
const name = new Fragment(`r.pack, r.workflow_id as "workflowId", split_part(s.stage_id, '.', 1) as "stageId"`);

/** What stages add up to, and where runs stop. */
@Injectable()
export class StageTallies {
  constructor(private readonly db: Database) {}

  /** Each stage of which one was completed in one of the ranges, in the order of its definition. */
  async each(filter: RunFilter, ranges: readonly Range[]): Promise<StageTallied[]> {
    const rows = await this.db.sql<StageName & StageTally & { range: number; name: string; position: number }>`
      select ${name}, min(s.name) as name, min(s.position) as position, range.number as range, ${sums}
      from ${rangesOf(ranges)} join ${Stage} s on s.ended_at >= range.begins and s.ended_at < range.ends
        and s.status = 'COMPLETED' join ${Run} r on r.id = s.run_uuid and ${ofRuns(filter)}
      group by 1, 2, 3, range.number order by 1, 2, min(s.position), 3`;
    const found = new Map<string, StageTallied>();
    for (const { pack, workflowId, stageId, name, position, range, ...tally } of rows) {
      const key = JSON.stringify([pack, workflowId, stageId]);
      const none = { pack, workflowId, stageId, name, position, tallies: ranges.map(() => noStages) };
      const stage = found.get(key) ?? none;
      stage.tallies[range] = tally;
      found.set(key, stage);
    }
    return [...found.values()];
  }

  /** The stages at which runs were cancelled or given up in a range: the first that was not settled. */
  stops(filter: RunFilter, { from, to }: Range): Promise<StageStop[]> {
    return this.db.sql<StageStop>`
      select ${name}, count(*)::int as runs from ${Run} r
      cross join lateral (
        select s.stage_id from ${Stage} s
        where s.run_uuid = r.id and s.status in ('READY', 'ACTIVE', 'FAILED', 'PENDING')
        order by s.status = 'PENDING', s.position limit 1
      ) s
      where r.ended_at >= ${from} and r.ended_at < ${to} and r.status in ('CANCELLED', 'FAILED') and ${ofRuns(filter)}
      group by 1, 2, 3 order by 4 desc, 1, 2, 3`;
  }

  /** The stages at which runs stand now, ready, in progress or failed. */
  standing(filter: RunFilter): Promise<(StageStop & { status: string; hoursP50: number | null })[]> {
    return this.db.sql<StageStop & { status: string; hoursP50: number | null }>`
      select ${name}, s.status, count(distinct r.id)::int as runs,
        percentile_cont(0.5) within group (
          order by extract(epoch from now() - case when s.status = 'READY' then s.ready_at else s.started_at end)::float8 / 3600
        ) as "hoursP50"
      from ${Stage} s join ${Run} r on r.id = s.run_uuid and r.status = 'ACTIVE' and ${ofRuns(filter)}
      where s.status in ('READY', 'ACTIVE', 'FAILED')
      group by 1, 2, 3, 4 order by 5 desc, 1, 2, 3, 4`;
  }
}
