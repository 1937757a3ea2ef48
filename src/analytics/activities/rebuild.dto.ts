import type { Rebuild } from './activity-counting.service';

/** How far the roll-ups of activities are counted. */
export class RebuildView implements Rebuild {
  /** Whether they are being counted anew. Answers are made of the old ones until the new ones have come as far. */
  under_way: boolean;
  /** When it was begun to count those that are under way, or else those that answers are made of. */
  begun_at: Date;
  /**
   * How many activities of all projects are counted in these.
   * @example 1200
   */
  counted: number;
}
