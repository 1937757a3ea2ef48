import { IsOptional, Matches } from 'class-validator';
import { Limit } from '../database/limit';
import type { Event } from './event.entity';

/** How the history of one thing is asked for. */
export class HistoryQuery {
  /** The `next` of the page before; without it the history begins at its start. */
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: '$property must be the `next` of a page' })
  after?: string;

  /**
   * How many entries at most.
   * @example 50
   */
  @Limit(200)
  limit?: number = 50;
}

/** One thing that happened. */
export class EventView {
  /** Grows with time; what `after` takes. */
  id: string;
  /**
   * What happened, as `<noun>.<what>`.
   * @example "stage.completed"
   */
  type: string;
  /**
   * The noun that it is about.
   * @example "workflow"
   */
  subject_type: string;
  /** UUID of what it is about. */
  subject_id: string;
  /** Who caused it. */
  actor: string;
  /**
   * Ids and small facts.
   * @example { "stage_id": "pm-prd-md" }
   */
  data: Record<string, unknown>;
  at: Date;

  static of({ id, type, subjectType, subjectId, actor, data, at }: Event): EventView {
    return { id, type, subject_type: subjectType, subject_id: subjectId, actor, data, at };
  }
}
