import { ApiProperty } from '@nestjs/swagger';
import { ShowsEnum } from '../access/enum.dto';
import type { Removal } from './removal.entity';
import { type RetentionKind, retentionKinds } from './retention.options';

/** How long one kind of rows is kept, and what was removed of it. */
export class RetainedKindView {
  /** What it is about. */
  @ShowsEnum('RetentionKind', retentionKinds)
  kind: RetentionKind;
  /**
   * How many days it is kept; null for ever.
   * @example 90
   */
  @ApiProperty({ type: 'integer' })
  kept_days: number | null;
  /** When the server began last to look for what is too old; null when it never has. */
  last_run_at: Date | null;
  /** How many rows that run removed, of all projects; null to a key of one project. */
  @ApiProperty({ type: 'integer' })
  last_removed: number | null;
  /** How many rows were ever removed, of all projects; null to a key of one project. */
  @ApiProperty({ type: 'integer' })
  removed: number | null;

  static of(
    { kind, days, lastRunAt, lastRemoved, removed }: Removal & { days: number },
    bound: boolean,
  ): RetainedKindView {
    const counts = bound
      ? { last_removed: null, removed: null }
      : { last_removed: Number(lastRemoved), removed: Number(removed) };
    return { kind, kept_days: days || null, last_run_at: lastRunAt, ...counts };
  }
}

/** How long what is kept. */
export class RetentionView {
  /** Each kind of rows that is kept for a time only. */
  kinds: RetainedKindView[];
}
