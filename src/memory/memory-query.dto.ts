import { PartialType } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { TakesEnum } from '../access/enum.dto';
import { instantOf, IsInstant } from '../access/times';
import { PageQuery } from '../access/page.dto';
import { Limit } from '../database/limit';
import type { MemoryChange } from './memories.service';
import { memoryCategories, type MemoryCategory, memoryStatuses, type MemoryStatus } from './memory.flow';
import type { MemoryFilter } from './memory-lists.service';
import { MemoryFacts } from './store/store.dto';

const instant = (text: string | undefined): Date | undefined => (text === undefined ? undefined : instantOf(text));

/** Names a memory in a path. */
export class MemoryPath {
  /**
   * The memory's UUID.
   * @example "01980000-0000-7000-8000-000000000000"
   */
  @IsString()
  @Length(1, 300)
  id: string;
}

/** Who looks. */
export class SeenBy {
  /** The agent that looks. Memories of one agent or team are only there for it; without it, only those of the whole project. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;
}

/** How the pages of something of a memory are asked for. */
export class SeenPage extends PageQuery {
  /** The agent that looks. Memories of one agent or team are only there for it; without it, only those of the whole project. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;
}

/** What may be asked of memories. */
export class MemoriesQuery extends SeenPage {
  /** Only this kind; in any letter case. */
  @IsOptional()
  @TakesEnum('MemoryCategory', memoryCategories)
  category?: MemoryCategory;

  /** Only those in this state; in any letter case. */
  @IsOptional()
  @TakesEnum('MemoryStatus', memoryStatuses)
  status?: MemoryStatus;

  /** Only memories with all of these tags, separated by commas. */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  tags?: string;

  /** Only what this agent stored: its `agent_id`. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  stored_by?: string;

  /** Only what comes from this conversation. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /** Only what comes from this user. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  /** Only what is about this, written as it was stored. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  entity?: string;

  /** Only what has to do with this: `task:T-12`. */
  @IsOptional()
  @Matches(/^[A-Za-z][A-Za-z0-9_-]{0,49}:[^]{1,300}$/, { message: '$property must look like task:T-12' })
  link?: string;

  /** Only what tells of this time or later. */
  @IsOptional()
  @IsInstant()
  since?: string;

  /** Only what tells of a time before this. */
  @IsOptional()
  @IsInstant()
  until?: string;

  static toFilter(query: MemoriesQuery): MemoryFilter {
    const { category, status, tags, stored_by, session_id, user_id, entity, link, since, until } = query;
    return {
      categories: category && [category],
      status,
      tags: tags?.split(','),
      storedBy: stored_by,
      sessionId: session_id,
      userId: user_id,
      entity,
      link,
      since: instant(since),
      until: instant(until),
    };
  }
}

/** How many tags are asked for, and by whom. */
export class TagsQuery extends SeenBy {
  /**
   * How many at most.
   * @example 50
   */
  @Limit(200)
  limit?: number = 50;
}

/** What to change of a memory; what is left out stays. */
export class ChangeMemory extends PartialType(MemoryFacts) {
  static toChange({ occurred_at, ...change }: ChangeMemory): MemoryChange {
    return { ...change, occurredAt: instant(occurred_at) };
  }
}

export class SupersedeMemory {
  /**
   * The UUID of the memory that holds instead.
   * @example "01980000-0000-7000-8000-000000000001"
   */
  @IsUUID()
  by: string;
}

export class MergeMemories {
  /**
   * The UUIDs of the memories that say the same, 1 to 50.
   * @example ["01980000-0000-7000-8000-000000000001"]
   */
  @IsArray()
  @ArrayMaxSize(50)
  @IsUUID(undefined, { each: true })
  duplicates: string[];
}
