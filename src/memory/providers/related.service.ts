import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Memory } from '../memory.entity';
import { MemoryRows, type ShownMemory } from '../memory-rows.service';
import type { Viewer } from '../places/places.service';
import { MemoryLink } from '../store/memory-link.entity';
import { MemoryProvider } from './provider';

/** How many memories that have something in common are compared, the newest of them. */
const COMPARED = 500;

/** What has to do with a memory by what it is tied to, not by its words. */
@Injectable()
export class Related {
  constructor(
    private readonly db: Database,
    private readonly rows: MemoryRows,
    private readonly provider: MemoryProvider,
  ) {}

  /**
   * ACTIVE memories that a viewer may see and that share links or tags, those with most in common first; before them what
   * the provider holds to be related. @throws Problem 404
   */
  async to(scope: Scope, id: string, viewer: Viewer, limit: number): Promise<ShownMemory[]> {
    const { memory, links } = await this.rows.get(scope, id, viewer);
    const told = await this.provider.related(scope, links);
    const rows = await this.db.sql<{ id: string }>`
      with alike as (
        (select other.memory_uuid as id from ${MemoryLink} own join ${MemoryLink} other
          on other.project_id = own.project_id and other.type = own.type and other.target = own.target
          where own.memory_uuid = ${memory.id} order by other.memory_uuid desc limit ${COMPARED})
        union all
        (select tagged.id from ${Memory} tagged
          where tagged.project_id = ${scope.projectId} and tagged.tags && ${memory.tags}::text[]
          order by tagged.id desc limit ${COMPARED})
      )
      select m.id from alike join ${Memory} m on m.id = alike.id
      where m.id <> ${memory.id} and m.status = 'ACTIVE' and ${this.rows.seenBy(scope, viewer)}
      group by m.id order by count(*) desc, m.id desc limit ${limit}`;
    const ids = [...new Set([...told, ...rows.map((row) => row.id)])].filter((one) => one !== memory.id);
    const read = await this.rows.read(scope, ids, viewer);
    return read.filter((one) => one.memory.status === 'ACTIVE').slice(0, limit);
  }
}
