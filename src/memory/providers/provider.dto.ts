import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { ShowsEnum } from '../../access/enum.dto';
import { wholeNumber } from '../../database/page';
import { SeenBy } from '../memory-query.dto';
import { type ProviderName, providerNames } from './provider';

export class RelatedQuery extends SeenBy {
  /**
   * How many at most.
   * @example 10
   */
  @IsOptional()
  @Transform(wholeNumber)
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

/** Who has memories of the project beside our own tables, and how that stands. */
export class ProviderView {
  /** `postgres`: nobody else. */
  @ShowsEnum('MemoryProvider', providerNames)
  name: ProviderName;
  /** What could not be asked, in one sentence. Null when nothing is missing. */
  unreachable: string | null;
  /** How many memories they have; null where nobody else has any, or nobody could be asked. */
  total: number | null;
  /**
   * The names of their categories.
   * @example ["operations"]
   */
  categories: string[];
}
