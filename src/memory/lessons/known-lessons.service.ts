import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Memory } from '../memory.entity';
import type { MemoryCategory } from '../memory.flow';
import type { Link } from '../memory-rows.service';
import { MemoryLink } from '../store/memory-link.entity';
import { MemoryParts } from '../store/memory-parts.service';
import type { Draft } from '../store/memory-writer.service';
import { analyse } from '../terms/analysis';

type Known = Pick<Memory, 'id' | 'projectId'>;

/** How long a memory becomes at most by what is added to it. */
const LONGEST = 20_000;

/** Lessons that say more about what is known, instead of the same anew. */
@Injectable()
export class KnownLessons {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly parts: MemoryParts,
  ) {}

  /** For each draft the ACTIVE memory in its place that says the same in the same words, if there is one. */
  async among(drafts: readonly Draft[]): Promise<(Known | undefined)[]> {
    const prints = drafts.map(({ facts: { content, tags = [], entities = [] } }) =>
      analyse({ content, tags, entities }),
    );
    const sought = prints.map(({ fingerprint }) => fingerprint);
    const rows = await this.db.sql<Known & { place: number; fingerprint: string; category: MemoryCategory }>`
      select id, project_id as "projectId", place_number as place, fingerprint, category from ${Memory}
      where place_number = any(${drafts.map(({ placeNumber }) => placeNumber)}::int[])
        and fingerprint = any(${sought}::uuid[]) and status = 'ACTIVE'
      order by number desc`;
    return drafts.map(({ placeNumber, facts }, n) =>
      rows.find((row) => row.place === placeNumber && row.fingerprint === sought[n] && row.category === facts.category),
    );
  }

  /** The newest ACTIVE memory of this kind that was learned of something. */
  async about({ projectId }: Scope, { type, id }: Link, category: MemoryCategory): Promise<Memory | undefined> {
    const [row] = await this.db.sql<object>`
      select ${this.db.columns(Memory, 'm')} from ${Memory} m join ${MemoryLink} l on l.memory_uuid = m.id
      where l.project_id = ${projectId} and l.type = ${type} and l.target = ${id} and m.category = ${category}
        and m.status = 'ACTIVE' and m.context ? 'learned_from'
      order by m.number desc limit 1 for no key update of m`;
    return row && this.db.hydrate(Memory, row);
  }

  /** The same has been learned again, of something else. */
  async again(scope: Scope, memory: Known, links: readonly Link[]): Promise<void> {
    await this.parts.links.add(memory, links);
    await this.events.add(scope, 'memory.confirmed', { type: 'memory', id: memory.id }, { links });
  }

  /** A memory says more from now on; what it said is kept as a revision. */
  async append(scope: Scope, memory: Memory, more: string): Promise<void> {
    const content = `${memory.content}\n${more}`.slice(0, LONGEST);
    await this.parts.revisions.keep(scope, memory);
    await this.db.of(Memory).update({ id: memory.id }, { content });
    await this.parts.index.renew({ ...memory, content });
    await this.events.add(scope, 'memory.changed', { type: 'memory', id: memory.id }, { changed: ['content'] });
  }
}
