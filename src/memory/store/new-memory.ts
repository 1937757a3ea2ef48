import type { MemoryCategory, Visibility } from '../memory.flow';
import type { Link, ShownMemory } from '../memory-rows.service';

/** What an agent wants remembered. */
export interface NewMemory {
  /** Who stores it: `dev`, `pack:dev` or a UUID. Nobody of the project when left out. */
  agentId?: string;
  content: string;
  category: MemoryCategory;
  /** PROJECT when left out. */
  visibility?: Visibility;
  /** The client's own id of the conversation; makes it a neighbour of what was stored there before. */
  sessionId?: string;
  userId?: string;
  /** Whom and what it is about, the subject first. */
  entities?: string[];
  tags?: string[];
  /** 0 to 1; 0.5 when left out. */
  importance?: number;
  /** How sure it is, 0 to 1; 0.8 when left out. */
  confidence?: number;
  /** When what it tells of was so; now when left out. */
  occurredAt?: Date;
  links?: Link[];
  /** Free form, kept beside it. */
  context?: Record<string, unknown>;
}

/** A memory that says the same as another. */
export interface Duplicate {
  id: string;
  /** Share of their words that both have, 0 to 1. */
  similarity: number;
}

export interface Stored extends ShownMemory {
  /** The record of this use. */
  integrationId: string;
  /** Older memories in the same place that say the same in the same words. */
  duplicates: Duplicate[];
}
