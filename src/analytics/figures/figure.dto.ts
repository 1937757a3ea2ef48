import type { Figure } from './figure';

/** Where a share lies with 95 % confidence (Wilson). */
export class IntervalView {
  /** 0 to 1. */
  low: number;
  /** 0 to 1. */
  high: number;
}

/** The same figure in the window before. */
export class FigureBeforeView {
  /** Null over no rows. */
  value: number | null;
  /** How many rows it is worked out from. */
  over: number;
}

/** A figure, what stands behind it, and what it was before. */
export class AnalyticsFigureView implements Figure {
  /** Null when there is nothing to work it out from. */
  value: number | null;
  /**
   * How many rows it is worked out from.
   * @example 12
   */
  over: number;
  /** Of a share: where it lies with 95 % confidence. Wide over few rows. Null of everything else. */
  interval: IntervalView | null;
  /** The window before; null where a figure is of this moment. */
  before: FigureBeforeView | null;
  /** By how much it has changed since; null where one of the two is unknown. */
  change: number | null;
}
