import { Injectable } from '@nestjs/common';
import { Agent } from '../../agents/agent.entity';
import { Collaboration, type CollaborationType } from '../../collaboration/collaboration.entity';
import { Database } from '../../database/database';
import { byRange, inProject, rangesOf, type Whose } from '../window/ranges.query';
import type { Range } from '../window/window';
import { type HandoffTally, handoffSums, noHandoffs } from './handoff-tallies.service';

/** The handoffs from one agent to another, in each of some ranges. */
export interface PairTallies {
  fromAgentId: string;
  toAgentId: string;
  tallies: HandoffTally[];
}

/** What reviews, consultations and work side by side add up to. */
export interface MeetingTally {
  started: number;
  ended: number;
  rated: number;
  /** 0 to 100. */
  rating: number | null;
}

export type MeetingType = Exclude<CollaborationType, 'HANDOFF'>;
export const meetingTypes: MeetingType[] = ['REVIEW', 'CONSULTATION', 'PARALLEL'];
const noMeetings: MeetingTally = { started: 0, ended: 0, rated: 0, rating: null };

type PairRow = HandoffTally & { range: number; pair: string; fromAgentId: string; toAgentId: string };

/** Who works with whom. */
@Injectable()
export class Pairs {
  constructor(private readonly db: Database) {}

  /** Every pair with a handoff in one of some ranges, those with the most in the first range first. */
  async handoffs(whose: Whose, ranges: readonly Range[]): Promise<PairTallies[]> {
    const rows = await this.db.sql<PairRow>`
      select tally.pair, giver.agent_id as "fromAgentId", taker.agent_id as "toAgentId", range, offered, accepted, rejected,
        expired, completed, "hoursToAcceptP50", "hoursToAcceptP95", completeness, rated, quality
      from (
        select h.from_agent_uuid as giver, h.to_agent_uuid as taker, h.from_agent_uuid || ' ' || h.to_agent_uuid as pair,
          range.number as range, ${handoffSums}
        from ${rangesOf(ranges)} join ${Collaboration} h on h.started_at >= range.begins and h.started_at < range.ends
          and h.type = 'HANDOFF' and ${inProject(whose, 'h')}
        group by 1, 2, 3, 4
      ) tally join ${Agent} giver on giver.id = tally.giver join ${Agent} taker on taker.id = tally.taker
      order by tally.pair`;
    const pairs = new Map<string, PairTallies>();
    for (const { pair, fromAgentId, toAgentId, range, ...tally } of rows) {
      const found = pairs.get(pair) ?? { fromAgentId, toAgentId, tallies: ranges.map(() => noHandoffs) };
      found.tallies[range] = tally;
      pairs.set(pair, found);
    }
    return [...pairs.values()].sort((one, other) => other.tallies[0].offered - one.tallies[0].offered);
  }

  /** What is no handoff and began in each of some ranges, by type. */
  async meetings(whose: Whose, ranges: readonly Range[]): Promise<Record<MeetingType, MeetingTally[]>> {
    const rows = await this.db.sql<MeetingTally & { range: number; type: MeetingType }>`
      select c.type, range.number as range, count(*)::int as started, count(c.ended_at)::int as ended,
        count(c.success_rating)::int as rated, avg(c.success_rating)::float8 as rating
      from ${rangesOf(ranges)} join ${Collaboration} c on c.started_at >= range.begins and c.started_at < range.ends
        and c.type <> 'HANDOFF' and ${inProject(whose, 'c')}
      group by 1, 2`;
    const of = (type: MeetingType) =>
      byRange(
        rows.filter((row) => row.type === type),
        ranges,
        noMeetings,
      );
    return { REVIEW: of('REVIEW'), CONSULTATION: of('CONSULTATION'), PARALLEL: of('PARALLEL') };
  }
}
