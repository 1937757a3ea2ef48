import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { move } from '../flow/move';
import { unacceptable } from '../problems/problem';
import { Memory } from './memory.entity';
import { memoryFlow, type MemoryStatus, visibilities } from './memory.flow';
import { MemoryRows, type ShownMemory } from './memory-rows.service';
import type { Viewer } from './places/places.service';
import { MemoryParts } from './store/memory-parts.service';
import { analyse } from './terms/analysis';

/** What a move is called among the events. */
const happenings: Record<MemoryStatus, string> = {
  ACTIVE: 'memory.restored',
  ARCHIVED: 'memory.archived',
  SUPERSEDED: 'memory.superseded',
};

/** Puts memories away, and brings them back. Only ACTIVE ones have postings. */
@Injectable()
export class MemoryMoves {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly rows: MemoryRows,
    private readonly parts: MemoryParts,
  ) {}

  /** @throws Problem 404, 409 when it is not ACTIVE */
  archive(scope: Scope, id: string, viewer: Viewer): Promise<ShownMemory> {
    return this.moved(scope, [id], viewer, ([{ memory }]) => this.to(scope, memory, 'ARCHIVED'));
  }

  /** Makes a memory ACTIVE again. @throws Problem 404, 409 when it is */
  restore(scope: Scope, id: string, viewer: Viewer): Promise<ShownMemory> {
    return this.moved(scope, [id], viewer, ([{ memory }]) => this.to(scope, memory, 'ACTIVE', null));
  }

  /**
   * Puts another memory in the place of one that holds no more. Whoever saw the one sees the other.
   * @throws Problem 404 for either, 409 when it is not ACTIVE, 422 when both are the same or fewer may see the other
   */
  supersede(scope: Scope, id: string, viewer: Viewer, by: string): Promise<ShownMemory> {
    return this.moved(
      scope,
      [id, by],
      viewer,
      async ([{ memory: old, visibility }, { memory: successor, visibility: then }]) => {
        refuseSame(old, successor, 'by');
        if (visibilities.indexOf(then) < visibilities.indexOf(visibility)) {
          throw unacceptable(
            'by',
            `must name a memory that all may see who see this one, whose scope is ${visibility}`,
          );
        }
        await this.to(scope, old, 'SUPERSEDED', successor.id);
      },
    );
  }

  /**
   * Makes duplicates one: the memory takes over their tags, entities, links and what was said of their help; they are
   * superseded by it. All lie in one place, so nothing of them is shown to anybody new.
   * @throws Problem 404 for any, 409 when one of them is not ACTIVE, 422 without duplicates, when it is among them or when
   * one lies elsewhere
   */
  merge(scope: Scope, id: string, viewer: Viewer, duplicates: readonly string[]): Promise<ShownMemory> {
    if (!duplicates.length) throw unacceptable('duplicates', 'must name at least one memory');
    return this.moved(scope, [id, ...duplicates], viewer, async ([{ memory, visibility, links }, ...others]) => {
      others.forEach((other) => refuseSame(memory, other.memory, 'duplicates'));
      if (others.some((other) => other.memory.placeNumber !== memory.placeNumber)) {
        throw unacceptable('duplicates', `must name memories of the same scope, which is ${visibility}`);
      }
      const all = [memory, ...others.map((other) => other.memory)];
      await this.parts.revisions.keep(scope, memory);
      for (const other of others) await this.to(scope, other.memory, 'SUPERSEDED', memory.id);
      const merged = {
        tags: distinct(all.flatMap(({ tags }) => tags)),
        entities: distinct(all.flatMap(({ entities }) => entities)),
        importance: Math.max(...all.map(({ importance }) => importance)),
        confidence: Math.max(...all.map(({ confidence }) => confidence)),
        usefulCount: sum(all.map(({ usefulCount }) => usefulCount)),
        harmfulCount: sum(all.map(({ harmfulCount }) => harmfulCount)),
      };
      await this.db.of(Memory).update({ id: memory.id, projectId: scope.projectId }, merged);
      await this.parts.index.renew({ ...memory, ...merged });
      await this.parts.links.add(memory, [...links, ...others.flatMap((other) => other.links)]);
      const data = { duplicates: others.map((other) => other.memory.id) };
      await this.events.add(scope, 'memory.merged', { type: 'memory', id: memory.id }, data);
    });
  }

  /** @param ids the one that the answer shows first */
  private moved(
    scope: Scope,
    ids: readonly string[],
    viewer: Viewer,
    work: (memories: ShownMemory[]) => Promise<void>,
  ): Promise<ShownMemory> {
    return this.db.transaction(async () => {
      await work(await this.rows.lock(scope, ids, viewer));
      return this.rows.get(scope, ids[0], viewer);
    });
  }

  private async to(scope: Scope, memory: Memory, to: MemoryStatus, supersededBy: string | null = null): Promise<void> {
    const { id } = memory;
    await move(this.db, memory, {
      entity: Memory,
      noun: 'memory',
      name: id,
      flow: memoryFlow,
      to,
      set: { supersededBy },
    });
    if (to === 'ACTIVE') await this.parts.index.add(id, analyse(memory));
    else await this.parts.index.remove([id]);
    const data = supersededBy === null ? {} : { superseded_by: supersededBy };
    await this.events.add(scope, happenings[to], { type: 'memory', id }, data);
  }
}

function refuseSame(one: Memory, other: Memory, field: string): void {
  if (one.id === other.id) throw unacceptable(field, 'must name another memory than the one itself');
}

const distinct = (texts: string[]): string[] => [...new Set(texts)];
const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0);
