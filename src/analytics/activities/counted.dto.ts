import type { Counted } from './activity-tallies.service';

/** Whether the figures of activities hold every one of them. */
export class CountedView implements Counted {
  /** False while so many wait to be counted that an answer leaves them out: after an import of thousands. */
  complete: boolean;
  /**
   * How many activities of all projects have been counted.
   * @example 1200
   */
  counted: number;
}
