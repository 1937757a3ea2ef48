import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { bucketsOf } from '../window/window';
import type { AskedWindow } from '../window/window.dto';
import type { StoryRange } from './story-figures';
import { type EpicTally, type StoryStanding, type StoryTally, StoryTallies } from './story-tallies.service';

/** How stories went. */
export interface StoriesDone {
  /** The window and the one before. */
  ranges: StoryRange[];
  /** In each bucket of the window. */
  created: number[];
  ended: StoryTally[];
  standing: StoryStanding[];
  epics: EpicTally[];
}

/** How stories went. */
@Injectable()
export class StoriesAnalytics {
  constructor(
    private readonly db: Database,
    private readonly stories: StoryTallies,
  ) {}

  of(scope: Scope, { window, everywhere }: AskedWindow): Promise<StoriesDone> {
    const whose = { scope, everywhere };
    return this.db.snapshot(async () => {
      const both = [window, window.before];
      const all = [...both, ...bucketsOf(window)];
      const [created, ended, gates, estimates, standing, epics] = await Promise.all([
        this.stories.created(whose, all),
        this.stories.ended(whose, all),
        this.stories.gates(whose, both),
        this.stories.estimates(whose, both),
        this.stories.standing(whose),
        this.stories.epics(whose, window),
      ]);
      return {
        ranges: both.map((_, range) => ({
          created: created[range],
          ended: ended[range],
          gates: gates[range],
          estimates: estimates[range],
        })),
        created: created.slice(2),
        ended: ended.slice(2),
        standing,
        epics,
      };
    });
  }
}
