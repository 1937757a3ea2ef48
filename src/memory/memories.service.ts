import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { Memory } from './memory.entity';
import type { MemoryCategory } from './memory.flow';
import { type Link, MemoryRows, type ShownMemory } from './memory-rows.service';
import type { Viewer } from './places/places.service';
import { SecretGuard } from './secrets/secret-guard.service';
import { MemoryParts } from './store/memory-parts.service';
import { MemoryIntegration } from './uses/memory-integration.entity';

/** What may be changed of a memory. What is left out stays. */
export interface MemoryChange {
  content?: string;
  category?: MemoryCategory;
  entities?: string[];
  tags?: string[];
  importance?: number;
  confidence?: number;
  occurredAt?: Date;
  context?: Record<string, unknown>;
  /** All of its links from now on. */
  links?: Link[];
}

/** Changes and deletes memories. */
@Injectable()
export class MemoriesService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly rows: MemoryRows,
    private readonly secrets: SecretGuard,
    private readonly parts: MemoryParts,
  ) {}

  /**
   * Changes a memory; what it said is kept as a revision, and it is found by its new words at once.
   * @throws Problem 404 for one that the viewer may not see, 422 for a change that holds a secret
   */
  change(scope: Scope, id: string, viewer: Viewer, change: MemoryChange): Promise<ShownMemory> {
    const { links, ...facts } = this.secrets.clean(change);
    const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
    return this.db.transaction(async () => {
      const [{ memory }] = await this.rows.lock(scope, [id], viewer);
      await this.parts.revisions.keep(scope, memory);
      await this.db.of(Memory).update({ id: memory.id, projectId: scope.projectId }, given);
      await this.parts.index.renew({ ...memory, ...given });
      if (links) await this.parts.links.replace(memory, links);
      const data = { changed: Object.keys(links ? { ...given, links } : given) };
      await this.events.add(scope, 'memory.changed', { type: 'memory', id: memory.id }, data);
      return this.rows.get(scope, memory.id, viewer);
    });
  }

  /** Deletes a memory with all that is known of it: postings, revisions, links, uses. @throws Problem 404 */
  remove(scope: Scope, id: string, viewer: Viewer): Promise<ShownMemory> {
    return this.db.transaction(async () => {
      const [shown] = await this.rows.lock(scope, [id], viewer);
      const { memory } = shown;
      await this.parts.index.remove([memory.id]);
      await this.db.of(MemoryIntegration).delete({ memoryUuid: memory.id, projectId: scope.projectId });
      await this.db.of(Memory).delete({ id: memory.id, projectId: scope.projectId });
      await this.events.add(scope, 'memory.deleted', { type: 'memory', id: memory.id }, { category: memory.category });
      return shown;
    });
  }
}
