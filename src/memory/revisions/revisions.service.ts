import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import type { Memory } from '../memory.entity';
import { MemoryRevision } from './memory-revision.entity';

/** What memories said before they were changed. */
@Injectable()
export class Revisions {
  constructor(private readonly db: Database) {}

  /** Keeps what a memory says now, before the current transaction changes it. */
  async keep({ projectId, by }: Scope, memory: Memory): Promise<void> {
    const { id, version, content, category, tags, entities, importance, confidence } = memory;
    await this.db.insert(MemoryRevision, {
      projectId,
      memoryUuid: id,
      version,
      changedBy: by,
      content,
      category,
      tags,
      entities,
      importance,
      confidence,
    });
  }

  /** Oldest first. */
  about({ projectId }: Scope, memoryUuid: string, request: PageRequest): Promise<Page<MemoryRevision>> {
    return page(this.db.of(MemoryRevision).createQueryBuilder('revision').where({ projectId, memoryUuid }), request);
  }
}
