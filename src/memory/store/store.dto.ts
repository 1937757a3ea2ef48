import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { TakesEnum } from '../../access/enum.dto';
import { IsObjectList } from '../../access/object-list';
import { instantOf, IsInstant } from '../../access/times';
import { MemoryView } from '../memory.dto';
import { memoryCategories, type MemoryCategory, visibilities, type Visibility } from '../memory.flow';
import type { NewMemory, Stored } from './new-memory';

const small = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value);

/** Something that a memory has to do with. */
export class LinkInput {
  /**
   * What kind of thing: task, story, epic, workflow, agent, session, artifact, commit, …
   * @example "task"
   */
  @Transform(small)
  @Matches(/^[A-Za-z][A-Za-z0-9_-]{0,49}$/, {
    message: '$property must be 1 to 50 letters, digits, hyphens and underscores, and begin with a letter',
  })
  type: string;

  /**
   * Which one, by the id that people use.
   * @example "T-12"
   */
  @IsString()
  @Length(1, 300)
  id: string;
}

/** What a memory says, and what may be changed of it. */
export class MemoryFacts {
  /**
   * What there is to remember, in a sentence or some; found by its words.
   * @example "Retries of the payment call must carry the same idempotency key, or the customer is charged twice"
   */
  @IsString()
  @Length(1, 100_000)
  @Matches(/\S/, { message: '$property must say something' })
  content: string;

  /**
   * What kind of lesson it is; in any letter case.
   * @example "ERROR_PATTERNS"
   */
  @TakesEnum('MemoryCategory', memoryCategories)
  category: MemoryCategory;

  /**
   * Whom and what it is about, the subject first: people, services, modules.
   * @example ["PaymentService"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  entities?: string[];

  /**
   * Free words to find it by.
   * @example ["payments"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  tags?: string[];

  /**
   * 0 to 1; 0.5 when left out.
   * @example 0.5
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  importance?: number;

  /**
   * How sure the agent is of it, 0 to 1; 0.8 when left out.
   * @example 0.8
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  confidence?: number;

  /** When what it tells of was so; now when left out. */
  @IsOptional()
  @IsInstant()
  occurred_at?: string;

  /** What it has to do with. */
  @IsOptional()
  @IsObjectList()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => LinkInput)
  links?: LinkInput[];

  /**
   * Free form, kept beside it.
   * @example { "branch": "checkout" }
   */
  @IsOptional()
  @IsObject()
  context?: Record<string, unknown>;
}

/** A memory of nobody of the project may come in with others. */
type Unsigned = Omit<StoreMemory, 'agent_id'> & Partial<Pick<StoreMemory, 'agent_id'>>;

export class StoreMemory extends MemoryFacts {
  /**
   * Who stores it: its `agent_id` while that is unique among the packs, `pack:agent_id`, or its UUID.
   * @example "dev"
   */
  @IsString()
  @Length(1, 200)
  agent_id: string;

  /**
   * Who may see it: AGENT the agent itself, TEAM the agents of its pack, PROJECT everyone, as when left out.
   * @example "PROJECT"
   */
  @IsOptional()
  @TakesEnum('Visibility', visibilities)
  scope?: Visibility;

  /**
   * The client's own id of the conversation. What is stored in one conversation is found together.
   * @example "session-1"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  session_id?: string;

  /**
   * Who talks to the agent.
   * @example "ada"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  static toNew({ agent_id, scope, session_id, user_id, occurred_at, ...facts }: Unsigned): NewMemory {
    return {
      ...facts,
      agentId: agent_id,
      visibility: scope,
      sessionId: session_id,
      userId: user_id,
      occurredAt: occurred_at === undefined ? undefined : instantOf(occurred_at),
    };
  }
}

/** Another memory that says the same. */
export class DuplicateView {
  /** The UUID of the memory. */
  id: string;
  /** Share of their words that both have, 0 to 1. */
  similarity: number;
}

/** The record of one use of a memory. */
export class IntegrationRefView {
  /** UUIDv7; what feedback may name. */
  id: string;
  /** @example "STORE" */
  @ApiProperty({ description: 'What the memory was used for.' })
  operation: string;
}

/** A memory that was just stored. */
export class StoredView extends MemoryView {
  /** The record of this use. */
  integration: IntegrationRefView;
  /** Older memories with the same visibility that say the same in the same words: `POST /memory/{id}/merge` makes them one. */
  duplicates: DuplicateView[];

  static ofStored(stored: Stored): StoredView {
    const { integrationId, duplicates } = stored;
    return { ...MemoryView.of(stored), integration: { id: integrationId, operation: 'STORE' }, duplicates };
  }
}
