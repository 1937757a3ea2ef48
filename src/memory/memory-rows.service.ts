import { Injectable } from '@nestjs/common';
import { Agent } from '../agents/agent.entity';
import { Roster } from '../agents/roster.service';
import { Database, Fragment, type Part, part, quote } from '../database/database';
import { isUuid } from '../database/identify';
import type { Scope } from '../database/scope';
import { notFound } from '../problems/problem';
import { Memory } from './memory.entity';
import type { Visibility } from './memory.flow';
import { MemoryPlace } from './places/memory-place.entity';
import { mayLookInto, type Viewer } from './places/places.service';
import { MemoryLink } from './store/memory-link.entity';

/** What a memory has to do with. */
export interface Link {
  /** In small letters: `task`. */
  type: string;
  /** As people call it: `T-12`. */
  id: string;
}

/** What stands beside a memory's row. */
interface Beside {
  visibility: Visibility;
  /** The readable id of the agent that stored it; null where nobody of the project did. */
  agentId: string | null;
  links: Link[];
}

/** A memory as it is shown to whoever looks at it. */
export interface ShownMemory extends Beside {
  memory: Memory;
}

/** What is told of a memory that helps. */
const told = [
  ...(['id', 'content', 'category', 'confidence', 'importance', 'sessionId'] as const),
  ...(['entities', 'tags', 'occurredAt', 'createdAt'] as const),
];

/** A memory as it is told to whoever it may help. */
export interface ToldMemory extends Beside {
  memory: Pick<Memory, (typeof told)[number]>;
}

interface BesideRow {
  shown_visibility: Visibility;
  shown_agent: string | null;
  shown_links: Link[];
}

/** Which memory is meant, whether a viewer may see it, and how it is read for an answer. */
@Injectable()
export class MemoryRows {
  /** What a statement selects of the memories `m`, for `of`. */
  readonly shown: Fragment;
  /** The same for `toldOf`: less than half as much. */
  readonly told: Fragment;
  /** How `told` calls them. */
  readonly toldNames = new Fragment([...told.map(quote), 'shown_visibility', 'shown_agent', 'shown_links'].join(', '));

  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
  ) {
    const [place, agent, link] = [MemoryPlace, Agent, MemoryLink].map((entity) => db.table(entity));
    const beside = `
      (select visibility from ${place} where number = m.place_number) as shown_visibility,
      (select agent_id from ${agent} where id = m.agent_uuid) as shown_agent,
      coalesce((select json_agg(json_build_object('type', type, 'id', target) order by type, target)
        from ${link} where memory_uuid = m.id), '[]') as shown_links`;
    this.shown = new Fragment(`${db.columns(Memory, 'm').text}, ${beside}`);
    this.told = new Fragment(`${db.members(Memory, 'm', told).text}, ${beside}`);
  }

  /** A row that `shown` has selected. */
  of(row: object): ShownMemory {
    return { memory: this.db.hydrate(Memory, row), ...besideOf(row as BesideRow) };
  }

  /** A row that `told` has selected. */
  toldOf(row: object): ToldMemory {
    const memory = row as ToldMemory['memory'];
    return {
      memory: {
        id: memory.id,
        content: memory.content,
        category: memory.category,
        confidence: memory.confidence,
        importance: memory.importance,
        sessionId: memory.sessionId,
        entities: memory.entities,
        tags: memory.tags,
        occurredAt: memory.occurredAt,
        createdAt: memory.createdAt,
      },
      ...besideOf(row as BesideRow),
    };
  }

  /** The condition on the memories `m` that a viewer may see them. */
  seenBy(scope: Scope, viewer: Viewer): Part {
    return part`m.place_number in (select number from ${MemoryPlace} where ${mayLookInto(scope, viewer)})`;
  }

  /** Whoever looks, by name. @throws Problem as `actor` of the roster does */
  async viewer(scope: Scope, agentId: string | undefined): Promise<Viewer> {
    return this.roster.viewer(scope, agentId);
  }

  /** One memory for an answer. @throws Problem 404 also for one that the viewer may not see */
  async get(scope: Scope, id: string, viewer: Viewer): Promise<ShownMemory> {
    const [memory] = await this.read(scope, [id], viewer);
    if (!memory) throw notFound('memory', id);
    return memory;
  }

  /** The memories of these ids that the viewer may see, in this order. */
  async read(scope: Scope, ids: readonly string[], viewer: Viewer): Promise<ShownMemory[]> {
    const known = ids.filter(isUuid).map((id) => id.toLowerCase());
    const rows = await this.db.sql<{ id: string }>`
      select ${this.shown} from ${Memory} m where m.id = any(${known}::uuid[]) and ${this.seenBy(scope, viewer)}`;
    const byId = new Map(rows.map((row) => [row.id, row]));
    return known.flatMap((id) => byId.get(id) ?? []).map((row) => this.of(row));
  }

  /**
   * The same as `get` for each, and nobody else changes them until the transaction ends. They are locked in the order of
   * their ids.
   */
  async lock(scope: Scope, ids: readonly string[], viewer: Viewer): Promise<ShownMemory[]> {
    const known = ids.filter(isUuid);
    await this.db.sql`
      select m.id from ${Memory} m where m.id = any(${known}::uuid[]) and ${this.seenBy(scope, viewer)}
      order by m.id for no key update`;
    const memories: ShownMemory[] = [];
    for (const id of ids) memories.push(await this.get(scope, id, viewer));
    return memories;
  }
}

const besideOf = ({ shown_visibility: visibility, shown_agent: agentId, shown_links: links }: BesideRow): Beside => ({
  visibility,
  agentId,
  links,
});
