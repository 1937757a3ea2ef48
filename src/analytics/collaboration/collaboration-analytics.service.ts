import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { bucketsOf } from '../window/window';
import type { AskedWindow } from '../window/window.dto';
import { type HandoffTally, HandoffTallies } from './handoff-tallies.service';
import { type MeetingTally, type MeetingType, Pairs, type PairTallies } from './pairs.service';

/** How agents worked together. */
export interface CollaborationDone {
  /** In the window, in the one before, and in each bucket of the window. */
  handoffs: HandoffTally[];
  pairs: PairTallies[];
  meetings: Record<MeetingType, MeetingTally[]>;
}

/** How agents worked together. */
@Injectable()
export class CollaborationAnalytics {
  constructor(
    private readonly db: Database,
    private readonly handoffs: HandoffTallies,
    private readonly pairs: Pairs,
  ) {}

  of(scope: Scope, { window, everywhere }: AskedWindow): Promise<CollaborationDone> {
    const whose = { scope, everywhere };
    const both = [window, window.before];
    return this.db.snapshot(async () => {
      const [handoffs, pairs, meetings] = await Promise.all([
        this.handoffs.team(whose, [...both, ...bucketsOf(window)]),
        this.pairs.handoffs(whose, both),
        this.pairs.meetings(whose, both),
      ]);
      return { handoffs, pairs, meetings };
    });
  }
}
