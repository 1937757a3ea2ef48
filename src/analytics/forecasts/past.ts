import type { believeInEpic } from './trials';

/** What a forecast rests on. */
export interface Basis {
  /** Whose past: the epic's own, its whole project's, or the ended runs of the same workflow. */
  source: 'EPIC' | 'PROJECT' | 'WORKFLOW';
  from: Date;
  to: Date;
  /** The done stories or completed runs in that time. */
  observed: number;
  /** The share of what is done that is taken to be done for the subject, 0 to 1. */
  share: number;
}

/** What is known of the past of such work, and how its rest is played through. */
export interface Past {
  /** The stories or stages that are left. */
  remaining: number;
  basis: Basis;
  /** What the trials count in. */
  unitMs: number;
  /** Why the past is too short to say anything; null when it is not. */
  missing: string | null;
  believe: ReturnType<typeof believeInEpic>;
}
