import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import type { ParameterName } from '../conditions/condition';

const MONTH_SECONDS = 2_592_000;
const DAY_SECONDS = 86_400;

/** From when a rule speaks up. Each kind of rule has some of these. */
export class RuleParameters implements Partial<Record<ParameterName, number>> {
  /**
   * How long something lasts before it is wrong, in seconds.
   * @example 7200
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(MONTH_SECONDS)
  after_seconds?: number;

  /** How many stages and tasks a session has in progress at least. */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(0)
  @Max(1_000)
  min_open_work?: number;

  /** How far back is looked, in seconds. */
  @IsOptional()
  @IsNumber()
  @Min(10)
  @Max(DAY_SECONDS)
  window_seconds?: number;

  /** Over fewer than these nothing is said. */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  min_count?: number;

  /** The share that is still right, 0 to 1. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  share?: number;

  /** What counts as slow, in milliseconds. */
  @IsOptional()
  @IsNumber()
  @Min(0.1)
  @Max(600_000)
  longer_than_ms?: number;

  /** The share of the connections of Postgres that may be in use, 0 to 1. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  connections_share?: number;

  /** How long a transaction may be open, in seconds. */
  @IsOptional()
  @IsNumber()
  @Min(0.1)
  @Max(DAY_SECONDS)
  transaction_seconds?: number;

  /** How long the database may be out of reach, in seconds. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(DAY_SECONDS)
  outage_seconds?: number;
}
