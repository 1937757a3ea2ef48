import { Injectable } from '@nestjs/common';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { Database, Fragment, part, type Part } from '../../database/database';
import { byRange, byWhoseAndRange, inProject, rangesOf, type Whose } from '../window/ranges.query';
import type { Range } from '../window/window';
import { ActivityReader } from './activity-reader.entity';
import { ActivityRollup } from './activity-rollup.entity';
import { asSummands, names, nothing, ofActivity, packed, summands, totals } from './summing.query';
import { agentPieces, cover, teamPieces } from './pieces';
import { noTally, type PackedTally, type Tally, tallyOf } from './tally';

/** How many activities that are not counted yet are added by every answer. With more waiting, answers are of the counted ones. */
const UNCOUNTED = 5_000;
/** The same in statements, spelled out: of a limit that is a parameter Postgres expects so much that it plans anew each time. */
const [uncounted, oneMore] = [UNCOUNTED, UNCOUNTED + 1].map((count) => new Fragment(String(count)));

/** Whether the figures of activities are complete. */
export interface Counted {
  /** Whether every activity is in them. */
  complete: boolean;
  /** How many activities have been counted. */
  counted: number;
}

interface Place {
  whose: string;
  range: number;
}

/** One row has nothing but the names of the counters. */
type Row = PackedTally & Place & { names: Record<string, string> | null };

/** Activities `a` that lie in ranges into which no piece fits. */
const uncovered = (rests: readonly (Range & { range: number })[]): Part =>
  part`select range.number, a.agent_uuid, ${asSummands} from ${rangesOf(
    rests,
    rests.map(({ range }) => range),
  )} join ${AgentActivity} a on a.at >= range.begins and a.at < range.ends`;

/** What activities add up to, from the roll-ups and from what is not counted yet. */
@Injectable()
export class ActivityTallies {
  constructor(private readonly db: Database) {}

  /** What the activities of all agents together add up to, in each of some ranges of whole hours. */
  async team(whose: Whose, ranges: readonly Range[]): Promise<Tally[]> {
    return byRange(await this.read(whose, ranges, teamPieces, null), ranges, noTally);
  }

  /** What the activities of each of some agents (UUIDs) add up to, in each of some ranges. */
  async agents(whose: Whose, ranges: readonly Range[], agents: readonly string[]): Promise<Map<string, Tally[]>> {
    return byWhoseAndRange(await this.read(whose, ranges, agentPieces, agents), agents, ranges, noTally);
  }

  /** Whether the tallies of this moment are complete. */
  async counted(): Promise<Counted> {
    const [row] = await this.db.sql<Counted>`
      select reader.counted::float8 as counted, (
        select count(*) from (
          select from ${AgentActivity} a where (a.tx, a.id) > (reader.tx, reader.activity_uuid)
          order by a.tx, a.id limit ${oneMore}
        ) uncounted
      ) <= ${uncounted} as complete
      from ${ActivityReader} reader where reader.serving`;
    return row;
  }

  private async read(
    whose: Whose,
    ranges: readonly Range[],
    sizes: readonly number[],
    agents: readonly string[] | null,
  ): Promise<(Tally & Place)[]> {
    const rows = await this.select(whose, ranges, sizes, agents);
    const { names } = rows.find((row) => row.names)!;
    return rows
      .filter((row) => !row.names)
      .map((row) => ({ ...tallyOf(row, names!), whose: row.whose, range: row.range }));
  }

  /**
   * One statement, so that what was counted and what was not are seen at the same moment: counted pieces of time; what is
   * not counted yet and lies in one of them; activities themselves where no piece fits.
   */
  private select(
    whose: Whose,
    ranges: readonly Range[],
    sizes: readonly number[],
    agents: readonly string[] | null,
  ): Promise<Row[]> {
    const covers = ranges.map((range) => cover(range, sizes));
    const pieces = covers.flatMap((one, range) => one.pieces.map((piece) => ({ ...piece, range })));
    const rests = covers.flatMap((one, range) => one.rest.map((rest) => ({ ...rest, range })));
    const among = agents ? part`a.agent_uuid = any(${agents}::uuid[])` : part`true`;
    const counted = agents ? part`a.whose = any(${agents}::uuid[])` : part`a.whose = a.project_id`;
    return this.db.sql<Row>`
      with reader as materialized (
        select generation, tx, activity_uuid from ${ActivityReader} where serving
      ), piece as materialized (
        select hours, starts_at, range from unnest(${pieces.map(({ hours }) => hours)}::smallint[],
          ${pieces.map(({ startsAt }) => startsAt)}::timestamptz[], ${pieces.map(({ range }) => range)}::int[])
          as piece (hours, starts_at, range)
      ), uncounted as materialized (
        select ${ofActivity} from ${AgentActivity} a
        where (a.tx, a.id) > ((select tx from reader), (select activity_uuid from reader))
        order by a.tx, a.id limit ${oneMore}
      ), name as materialized (${names('uncounted')}), added as (
        select piece.range, a.whose as agent_uuid, ${summands('a')}
        from piece cross join reader join ${ActivityRollup} a on a.generation = reader.generation
          and a.hours = piece.hours and a.starts_at = piece.starts_at and ${inProject(whose, 'a')} and ${counted}
        union all
        select piece.range, a.agent_uuid, ${asSummands}
        from uncounted a join piece on a.at >= piece.starts_at and a.at < piece.starts_at + make_interval(hours => piece.hours)
        where (select count(*) from uncounted) <= ${uncounted} and ${inProject(whose, 'a')} and ${among}
        ${rests.length ? part`union all ${uncovered(rests)} and ${inProject(whose, 'a')} and ${among}` : part``}
      ), total as (
        select added.range, ${agents ? part`added.agent_uuid` : part`null::uuid`} as whose, ${totals} from added group by 1, 2
      )
      select total.range, total.whose, ${packed}, null as names from total
      union all
      select null, null, ${nothing}, (select jsonb_object_agg(number, name) from name)`;
  }
}
