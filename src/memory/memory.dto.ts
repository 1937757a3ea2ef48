import { ShowsEnum } from '../access/enum.dto';
import {
  memoryCategories,
  type MemoryCategory,
  type MemoryStatus,
  memoryStatuses,
  visibilities,
  type Visibility,
} from './memory.flow';
import type { ShownMemory } from './memory-rows.service';

/** Something that a memory has to do with. */
export class LinkView {
  /**
   * What kind of thing, in small letters.
   * @example "task"
   */
  type: string;
  /**
   * Which one, by the id that people use.
   * @example "T-12"
   */
  id: string;
}

/** Something that a team learned. */
export class MemoryView {
  /** UUIDv7. */
  id: string;
  /**
   * What there is to remember.
   * @example "Retries of the payment call must carry the same idempotency key"
   */
  content: string;
  /** What kind of lesson it is. */
  @ShowsEnum('MemoryCategory', memoryCategories)
  category: MemoryCategory;
  /** Who may see it: the agent that stored it, the agents of its pack, or everyone in the project. */
  @ShowsEnum('Visibility', visibilities)
  scope: Visibility;
  /** Only an ACTIVE one is found by searching. */
  @ShowsEnum('MemoryStatus', memoryStatuses)
  status: MemoryStatus;
  /**
   * The readable id of the agent that stored it; null where the server learned it from somebody who is none.
   * @example "dev"
   */
  agent_id: string | null;
  /** The conversation that it comes from. */
  session_id: string | null;
  /** Who talked to the agent. */
  user_id: string | null;
  /** Whom and what it is about, the subject first. */
  entities: string[];
  /** Free words to find it by. */
  tags: string[];
  /** 0 to 1. */
  importance: number;
  /** How sure whoever stored it was, 0 to 1. */
  confidence: number;
  /** When what it tells of was so. */
  occurred_at: Date;
  /** What it has to do with. */
  links: LinkView[];
  /** Free form, as given. */
  context: Record<string, unknown>;
  /** The memory that holds instead of it. */
  superseded_by: string | null;
  /** How often it was said to have helped. */
  useful_count: number;
  /** How often it was said not to have helped. */
  harmful_count: number;
  /** Counts its changes. */
  version: number;
  created_at: Date;
  updated_at: Date;

  static of({ memory, visibility, agentId, links }: ShownMemory): MemoryView {
    return {
      id: memory.id,
      content: memory.content,
      category: memory.category,
      scope: visibility,
      status: memory.status,
      agent_id: agentId,
      session_id: memory.sessionId,
      user_id: memory.userId,
      entities: memory.entities,
      tags: memory.tags,
      importance: memory.importance,
      confidence: memory.confidence,
      occurred_at: memory.occurredAt,
      links,
      context: memory.context,
      superseded_by: memory.supersededBy,
      useful_count: memory.usefulCount,
      harmful_count: memory.harmfulCount,
      version: memory.version,
      created_at: memory.createdAt,
      updated_at: memory.updatedAt,
    };
  }
}
