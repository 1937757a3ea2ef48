import { ShowsEnum } from '../../access/enum.dto';
import { memoryCategories, type MemoryCategory } from '../memory.flow';
import type { MemoryRevision } from './memory-revision.entity';

/** What a memory said before a change. */
export class RevisionView {
  /** UUIDv7. */
  id: string;
  /** The version of the memory that said so. */
  version: number;
  /** Who changed it to something else. */
  changed_by: string;
  /** What it said. */
  content: string;
  /** What kind of lesson it was. */
  @ShowsEnum('MemoryCategory', memoryCategories)
  category: MemoryCategory;
  /** Its tags. */
  tags: string[];
  /** Whom and what it was about. */
  entities: string[];
  /** 0 to 1. */
  importance: number;
  /** How sure whoever stored it was, 0 to 1. */
  confidence: number;
  /** When it was changed. */
  created_at: Date;

  static of(revision: MemoryRevision): RevisionView {
    const { id, version, changedBy, content, category, tags, entities, importance, confidence, createdAt } = revision;
    return {
      id,
      version,
      changed_by: changedBy,
      content,
      category,
      tags,
      entities,
      importance,
      confidence,
      created_at: createdAt,
    };
  }
}
