import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Memory } from '../memory.entity';
import type { Link } from '../memory-rows.service';
import { MemoryLink } from './memory-link.entity';

/** What memories have to do with. */
@Injectable()
export class Links {
  constructor(private readonly db: Database) {}

  /** Adds links; those that a memory has already stay as they are. */
  async add({ id, projectId }: Pick<Memory, 'id' | 'projectId'>, links: readonly Link[]): Promise<void> {
    if (!links.length) return;
    await this.db.sql`
      insert into ${MemoryLink} (memory_uuid, type, target, project_id)
      select ${id}, type, target, ${projectId}
      from unnest(${links.map(({ type }) => type)}::text[], ${links.map((link) => link.id)}::text[]) l (type, target)
      on conflict do nothing`;
  }

  /** These and no others. */
  async replace(memory: Memory, links: readonly Link[]): Promise<void> {
    await this.db.of(MemoryLink).delete({ memoryUuid: memory.id });
    await this.add(memory, links);
  }
}
