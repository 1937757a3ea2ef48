import { Injectable } from '@nestjs/common';
import { Collaboration } from '../../collaboration/collaboration.entity';
import { Database, Fragment } from '../../database/database';
import { byRange, byWhoseAndRange, inProject, rangesOf, type Whose } from '../window/ranges.query';
import type { Range } from '../window/window';

/** What the handoffs that were offered in a range add up to. */
export interface HandoffTally {
  offered: number;
  /** Those that were accepted, whatever followed. */
  accepted: number;
  rejected: number;
  expired: number;
  completed: number;
  /** Hours from the offer to its acceptance. */
  hoursToAcceptP50: number | null;
  hoursToAcceptP95: number | null;
  /** 0 to 100. */
  completeness: number | null;
  /** Those that the receiver has rated. */
  rated: number;
  /** 0 to 100. */
  quality: number | null;
}

/** The same without the hours, which are dear to find. */
export type HandoffCounts = Omit<HandoffTally, 'hoursToAcceptP50' | 'hoursToAcceptP95'>;

/** What each of some agents (UUIDs) gave, and what it was to take, in each of some ranges. */
export interface AgentHandoffs {
  given: Map<string, HandoffCounts[]>;
  taken: Map<string, HandoffCounts[]>;
}

const noCounts: HandoffCounts = {
  offered: 0,
  accepted: 0,
  rejected: 0,
  expired: 0,
  completed: 0,
  completeness: null,
  rated: 0,
  quality: null,
};
export const noHandoffs: HandoffTally = { ...noCounts, hoursToAcceptP50: null, hoursToAcceptP95: null };

const waited = 'extract(epoch from h.accepted_at - h.started_at)::float8 / 3600';

const counts = `count(*)::int as offered,
  count(h.accepted_at)::int as accepted,
  count(*) filter (where h.status = 'REJECTED')::int as rejected,
  count(*) filter (where h.status = 'EXPIRED')::int as expired,
  count(*) filter (where h.status = 'COMPLETED')::int as completed,
  avg(h.completeness)::float8 as completeness, count(h.quality)::int as rated, avg(h.quality)::float8 as quality`;

/** Of handoffs `h`. */
export const handoffSums = new Fragment(`${counts},
  percentile_cont(0.5) within group (order by ${waited}) as "hoursToAcceptP50",
  percentile_cont(0.95) within group (order by ${waited}) as "hoursToAcceptP95"`);

/** What handoffs add up to. */
@Injectable()
export class HandoffTallies {
  constructor(private readonly db: Database) {}

  /** All handoffs together, in each of some ranges. */
  async team(whose: Whose, ranges: readonly Range[]): Promise<HandoffTally[]> {
    const rows = await this.db.sql<HandoffTally & { range: number }>`
      select range.number as range, tally.* from ${rangesOf(ranges)} cross join lateral (
        select ${handoffSums} from ${Collaboration} h
        where h.started_at >= range.begins and h.started_at < range.ends and h.type = 'HANDOFF' and ${inProject(whose, 'h')}
      ) tally`;
    return byRange(rows, ranges, noHandoffs);
  }

  /** Those of each of some agents (UUIDs), in each of some ranges. */
  async agents(whose: Whose, ranges: readonly Range[], agents: readonly string[]): Promise<AgentHandoffs> {
    const rows = await this.db.sql<HandoffCounts & { whose: string; range: number; given: boolean }>`
      select side.agent as whose, side.given, range.number as range, ${new Fragment(counts)}
      from ${rangesOf(ranges)} join ${Collaboration} h on h.started_at >= range.begins and h.started_at < range.ends
        and h.type = 'HANDOFF' and ${inProject(whose, 'h')}
      cross join lateral (values (h.from_agent_uuid, true), (h.to_agent_uuid, false)) as side (agent, given)
      where side.agent = any(${agents}::uuid[]) group by 1, 2, 3`;
    const of = (side: boolean) => {
      const its = rows.filter(({ given }) => given === side);
      return byWhoseAndRange<HandoffCounts>(its, agents, ranges, noCounts);
    };
    return { given: of(true), taken: of(false) };
  }
}
