import { Injectable } from '@nestjs/common';
import { Database, Fragment, part } from '../../database/database';
import { Story } from '../../stories/story.entity';
import { byRange, inProject, slicesOf, type Whose } from '../window/ranges.query';
import type { Range } from '../window/window';

/** What came into and went out of each state. */
export interface FlowTally {
  created: number;
  /** Taken up; one that ended without that at its end. */
  started: number;
  done: number;
  cancelled: number;
  /** Of those that were cancelled before they were taken up none is in `started`. */
  points: number;
  pointsDone: number;
}

const none: FlowTally = { created: 0, started: 0, done: 0, cancelled: 0, points: 0, pointsDone: 0 };
const isDone = new Fragment("s.status = 'DONE'");
const began = new Fragment('coalesce(s.started_at, s.ended_at)');

/** How stories moved, by what they say now: one that was reopened counts as if it had never ended. */
@Injectable()
export class FlowTallies {
  constructor(private readonly db: Database) {}

  /**
   * What has happened by the end of each of some ranges that follow each other, from the very first story on.
   * @param epicUuid only the stories of this epic
   */
  async standing(whose: Whose, ranges: readonly Range[], epicUuid?: string): Promise<FlowTally[]> {
    const all = [{ from: new Date(0), to: ranges[0].from }, ...ranges];
    const slices = slicesOf(all);
    const stories = part`${inProject(whose, 's')} and ${epicUuid ? part`s.epic_uuid = ${epicUuid}` : part`true`}`;
    const rows = await this.db.sql<FlowTally & { range: number }>`
      with moved as (
        select s.created_at as at, 1 as created, 0 as started, 0 as done, 0 as cancelled,
          coalesce(s.story_points, 0) as points, 0::float8 as points_done from ${Story} s where ${stories}
        union all select ${began}, 0, 1, 0, 0, 0, 0 from ${Story} s where ${stories} and ${began} is not null
        union all select s.ended_at, 0, 0, (${isDone})::int, (not ${isDone})::int,
          case when ${isDone} then 0 else -coalesce(s.story_points, 0) end,
          case when ${isDone} then coalesce(s.story_points, 0) else 0 end
          from ${Story} s where ${stories} and s.ended_at is not null
      )
      select range.number as range, created, started, done, cancelled, points, points_done as "pointsDone"
      from ${slices.ranges} join (
        select ${slices.at('moved.at')} as number, sum(created)::int as created, sum(started)::int as started,
          sum(done)::int as done, sum(cancelled)::int as cancelled, sum(points) as points, sum(points_done) as points_done
        from moved where ${slices.hold('moved.at')} group by 1
      ) slice on slice.number = range.first`;
    let sum = none;
    const sums = byRange(rows, all, none).map((tally) => (sum = added(sum, tally)));
    return sums.slice(1);
  }

  /** The done stories of a range whose start is known, the latest first, and the hours that each took. */
  cycleTimes(whose: Whose, { from, to }: Range, limit: number): Promise<CycleTime[]> {
    return this.db.sql<CycleTime>`
      select s.story_id as "storyId", s.ended_at as "endedAt",
        extract(epoch from s.ended_at - s.started_at)::float8 / 3600 as hours
      from ${Story} s where s.ended_at >= ${from} and s.ended_at < ${to} and ${isDone} and s.started_at is not null
        and ${inProject(whose, 's')} order by s.ended_at desc, s.id limit ${limit}`;
  }
}

/** How long one story took. */
export interface CycleTime {
  storyId: string;
  endedAt: Date;
  hours: number;
}

const added = (one: FlowTally, other: FlowTally): FlowTally => ({
  created: one.created + other.created,
  started: one.started + other.started,
  done: one.done + other.done,
  cancelled: one.cancelled + other.cancelled,
  points: one.points + other.points,
  pointsDone: one.pointsDone + other.pointsDone,
});
