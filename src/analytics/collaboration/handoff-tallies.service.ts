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

export const noHandoffs: HandoffTally = {
  ...{ offered: 0, accepted: 0, rejected: 0, expired: 0, completed: 0, hoursToAcceptP50: null, hoursToAcceptP95: null },
  ...{ completeness: null, rated: 0, quality: null },
};

const waited = 'extract(epoch from h.accepted_at - h.started_at)::float8 / 3600';

/** Of handoffs `h`. */
export const handoffSums = new Fragment(`count(*)::int as offered,
  count(h.accepted_at)::int as accepted,
  count(*) filter (where h.status = 'REJECTED')::int as rejected,
  count(*) filter (where h.status = 'EXPIRED')::int as expired,
  count(*) filter (where h.status = 'COMPLETED')::int as completed,
  percentile_cont(0.5) within group (order by ${waited}) as "hoursToAcceptP50",
  percentile_cont(0.95) within group (order by ${waited}) as "hoursToAcceptP95",
  avg(h.completeness)::float8 as completeness, count(h.quality)::int as rated, avg(h.quality)::float8 as quality`);

/** What handoffs add up to. */
@Injectable()
export class HandoffTallies {
  constructor(private readonly db: Database) {}

  /** All handoffs together, in each of some ranges. */
  async team(whose: Whose, ranges: readonly Range[]): Promise<HandoffTally[]> {
    const rows = await this.db.sql<HandoffTally & { range: number }>`
      select range.number as range, ${handoffSums}
      from ${rangesOf(ranges)} join ${Collaboration} h on h.started_at >= range.begins and h.started_at < range.ends
        and h.type = 'HANDOFF' and ${inProject(whose, 'h')}
      group by 1`;
    return byRange(rows, ranges, noHandoffs);
  }

  /** Those that each of some agents (UUIDs) gave, or those that it was to take, in each of some ranges. */
  async agents(
    whose: Whose,
    ranges: readonly Range[],
    agents: readonly string[],
    side: 'GIVEN' | 'TAKEN',
  ): Promise<Map<string, HandoffTally[]>> {
    const agent = new Fragment(side === 'GIVEN' ? 'h.from_agent_uuid' : 'h.to_agent_uuid');
    const rows = await this.db.sql<HandoffTally & { whose: string; range: number }>`
      select ${agent} as whose, range.number as range, ${handoffSums}
      from ${rangesOf(ranges)} join ${Collaboration} h on h.started_at >= range.begins and h.started_at < range.ends
        and h.type = 'HANDOFF' and ${inProject(whose, 'h')} and ${agent} = any(${agents}::uuid[])
      group by 1, 2`;
    return byWhoseAndRange(rows, agents, ranges, noHandoffs);
  }
}
