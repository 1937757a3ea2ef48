import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { instantOf, IsInstant } from '../../access/times';
import { type MemoryFilter } from '../memory-lists.service';
import { memoryCategories, type MemoryCategory } from '../memory.flow';
import { RecallOptions } from './recall.dto';

const upper = ({ value }: { value: unknown }): unknown =>
  Array.isArray(value) ? value.map((one: unknown) => (typeof one === 'string' ? one.toUpperCase() : one)) : value;

export class SearchMemory extends RecallOptions {
  /**
   * What to look for.
   * @example "idempotency of payment retries"
   */
  @IsString()
  @Length(1, 100_000)
  query: string;

  /** Who looks: without an agent only what the whole project may see is found. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /**
   * Only these kinds; in any letter case.
   * @example ["ERROR_PATTERNS"]
   */
  @IsOptional()
  @Transform(upper)
  @IsArray()
  @ArrayMaxSize(6)
  @IsIn(memoryCategories, { each: true })
  categories?: MemoryCategory[];

  /** Only memories with all of these tags. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  tags?: string[];

  /** Only what this agent stored: its `agent_id`. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  stored_by?: string;

  /**
   * Only what has to do with this, as `type:id`.
   * @example "task:T-12"
   */
  @IsOptional()
  @Matches(/^[A-Za-z][A-Za-z0-9_-]{0,49}:.{1,300}$/s, { message: '$property must look like task:T-12' })
  link?: string;

  /** Only what tells of this time or later. */
  @IsOptional()
  @IsInstant()
  since?: string;

  /** Only what tells of a time before this. */
  @IsOptional()
  @IsInstant()
  until?: string;

  static toFilter({ categories, tags, stored_by, link, since, until }: SearchMemory): MemoryFilter {
    return {
      categories,
      tags,
      storedBy: stored_by,
      link,
      since: since === undefined ? undefined : instantOf(since),
      until: until === undefined ? undefined : instantOf(until),
    };
  }
}
