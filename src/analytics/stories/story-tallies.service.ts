import { Injectable } from '@nestjs/common';
import { Database, Fragment } from '../../database/database';
import { Epic } from '../../epics/epic.entity';
import { QualityGate } from '../../stories/gates/gate.entity';
import { StoryRollup } from '../../stories/story-rollup.entity';
import { Story } from '../../stories/story.entity';
import type { StoryStatus } from '../../stories/story.flow';
import { byRange, inProject, rangesOf, type Whose } from '../window/ranges.query';
import type { Range } from '../window/window';

/** What the stories that ended in a range add up to. */
export interface StoryTally {
  done: number;
  cancelled: number;
  points: number;
  /** The done ones with points. */
  pointed: number;
  /** Hours from the start to the end of the done ones: within which 50, 85 and 95 % were done. */
  cycle: number[] | null;
  /** Of how many the start is known. */
  started: number;
  /** Hours since they were written down, likewise. */
  lead: number[] | null;
}

/** What the gates that were judged in a range add up to. */
export interface GateTally {
  judged: number;
  /** Verdicts that were the first on their story. */
  first: number;
  /** Those of them that were PASS. */
  firstPassed: number;
  scored: number;
  quality: number | null;
}

/** How far estimates and hours were apart. */
export interface EstimateTally {
  /** The done stories of which both are known. */
  both: number;
  estimated: number | null;
  actual: number | null;
}

/** How many stories are in one state now. */
export interface StoryStanding {
  status: StoryStatus;
  stories: number;
  points: number;
  /** Half of those that were started were so longer than so many hours ago. */
  ageP50: number | null;
  ageP95: number | null;
}

/** What the stories of one epic add up to. */
export interface EpicTally {
  epicId: string;
  done: number;
  points: number;
}

export const noStories: StoryTally = {
  done: 0,
  cancelled: 0,
  points: 0,
  pointed: 0,
  cycle: null,
  started: 0,
  lead: null,
};
const noGates: GateTally = { judged: 0, first: 0, firstPassed: 0, scored: 0, quality: null };
const noEstimates: EstimateTally = { both: 0, estimated: null, actual: null };

const isDone = new Fragment("s.status = 'DONE'");
const since = (column: string) => new Fragment(`extract(epoch from s.ended_at - s.${column})::float8 / 3600`);
const age = new Fragment('extract(epoch from now() - s.started_at)::float8 / 3600');

/** What stories add up to. A story that was done and reopened since counts where it is done again. */
@Injectable()
export class StoryTallies {
  constructor(private readonly db: Database) {}

  /** How many were written down in each of some ranges. */
  async created(whose: Whose, ranges: readonly Range[]): Promise<number[]> {
    const rows = await this.db.sql<{ range: number; created: number }>`
      select range.number as range, count(*)::int as created
      from ${rangesOf(ranges)} join ${Story} s on s.created_at >= range.begins and s.created_at < range.ends
        and ${inProject(whose, 's')}
      group by 1`;
    return byRange(rows, ranges, { created: 0 }).map(({ created }) => created);
  }

  /** Those that ended in each of some ranges. */
  async ended(whose: Whose, ranges: readonly Range[]): Promise<StoryTally[]> {
    const rows = await this.db.sql<StoryTally & { range: number }>`
      select range.number as range, count(*) filter (where ${isDone})::int as done,
        count(*) filter (where s.status = 'CANCELLED')::int as cancelled,
        coalesce(sum(s.story_points) filter (where ${isDone}), 0) as points,
        count(s.story_points) filter (where ${isDone})::int as pointed,
        count(s.started_at) filter (where ${isDone})::int as started,
        percentile_cont(array[0.5, 0.85, 0.95]) within group (order by ${since('started_at')}) filter (where ${isDone}) as cycle,
        percentile_cont(array[0.5, 0.85, 0.95]) within group (order by ${since('created_at')}) filter (where ${isDone}) as lead
      from ${rangesOf(ranges)} join ${Story} s on s.ended_at >= range.begins and s.ended_at < range.ends
        and ${inProject(whose, 's')}
      group by 1`;
    return byRange(rows, ranges, noStories);
  }

  /** The verdicts that were given in each of some ranges. */
  async gates(whose: Whose, ranges: readonly Range[]): Promise<GateTally[]> {
    const rows = await this.db.sql<GateTally & { range: number }>`
      select range, count(*)::int as judged, count(*) filter (where first)::int as first,
        count(*) filter (where first and gate = 'PASS')::int as "firstPassed",
        count(quality_score)::int as scored, avg(quality_score)::float8 as quality
      from (
        select range.number as range, g.gate, g.quality_score, not exists (
          select from ${QualityGate} other where other.story_uuid = g.story_uuid and other.id < g.id
        ) as first
        from ${rangesOf(ranges)} join ${QualityGate} g on g.created_at >= range.begins and g.created_at < range.ends
          and ${inProject(whose, 'g')}
      ) verdict group by 1`;
    return byRange(rows, ranges, noGates);
  }

  /** The estimates of the stories that were done in each of some ranges, beside their hours. */
  async estimates(whose: Whose, ranges: readonly Range[]): Promise<EstimateTally[]> {
    const rows = await this.db.sql<EstimateTally & { range: number }>`
      select range.number as range, count(*)::int as both, sum(r.hours_estimated) as estimated, sum(r.hours_actual) as actual
      from ${rangesOf(ranges)} join ${Story} s on s.ended_at >= range.begins and s.ended_at < range.ends
        and ${isDone} and ${inProject(whose, 's')}
      join ${StoryRollup} r on r.story_uuid = s.id and r.hours_estimated > 0 and r.hours_actual is not null
      group by 1`;
    return byRange(rows, ranges, noEstimates);
  }

  /** How many are in each state now. */
  standing(whose: Whose): Promise<StoryStanding[]> {
    return this.db.sql<StoryStanding>`
      select s.status, count(*)::int as stories, coalesce(sum(s.story_points), 0) as points,
        percentile_cont(0.5) within group (order by ${age}) filter (where s.ended_at is null) as "ageP50",
        percentile_cont(0.95) within group (order by ${age}) filter (where s.ended_at is null) as "ageP95"
      from ${Story} s where ${inProject(whose, 's')} group by 1 order by 1`;
  }

  /** The epics of which stories were done in a range, those with the most first. */
  epics(whose: Whose, { from, to }: Range): Promise<EpicTally[]> {
    return this.db.sql<EpicTally>`
      select e.epic_id as "epicId", count(*)::int as done, coalesce(sum(s.story_points), 0) as points
      from ${Story} s join ${Epic} e on e.id = s.epic_uuid
      where s.ended_at >= ${from} and s.ended_at < ${to} and ${isDone} and ${inProject(whose, 's')}
      group by e.id order by 2 desc, e.id limit 100`;
  }
}
