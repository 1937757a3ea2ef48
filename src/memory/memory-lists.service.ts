import { Injectable } from '@nestjs/common';
import { Agent } from '../agents/agent.entity';
import { Database, type Part, part } from '../database/database';
import type { Page, PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { Memory } from './memory.entity';
import { memoryCategories, type MemoryCategory, type MemoryStatus } from './memory.flow';
import { MemoryRows, type ShownMemory } from './memory-rows.service';
import type { Viewer } from './places/places.service';
import { MemoryLink } from './store/memory-link.entity';

export interface MemoryFilter {
  categories?: MemoryCategory[];
  status?: MemoryStatus;
  /** All of them. */
  tags?: string[];
  /** The `agent_id` of whoever stored it. */
  storedBy?: string;
  sessionId?: string;
  userId?: string;
  entity?: string;
  /** `type:id` of something that it has to do with. */
  link?: string;
  /** Tells of this time or later. */
  since?: Date;
  /** Tells of a time before. */
  until?: Date;
}

/** How many memories have something. */
export interface Count {
  name: string;
  memories: number;
}

/** Finds memories by what they have, and counts them. */
@Injectable()
export class MemoryLists {
  constructor(
    private readonly db: Database,
    private readonly rows: MemoryRows,
  ) {}

  /** Oldest first. */
  async list(
    scope: Scope,
    viewer: Viewer,
    filter: MemoryFilter,
    { after, limit = 50 }: PageRequest,
  ): Promise<Page<ShownMemory>> {
    const rows = await this.db.sql<object>`
      select ${this.rows.shown} from ${Memory} m
      where m.project_id = ${scope.projectId} and ${this.rows.seenBy(scope, viewer)} and ${conditionOf(filter)}
        ${after ? part`and m.id > ${after}` : part``}
      order by m.id limit ${limit + 1}`;
    const items = rows.slice(0, limit).map((row) => this.rows.of(row));
    return { items, next: rows.length > limit ? items[limit - 1].memory.id : null };
  }

  /** How many ACTIVE memories of each category a viewer may see. */
  categories(scope: Scope, viewer: Viewer): Promise<Count[]> {
    return this.db.sql<Count>`
      select c.name, count(m.id)::int as memories from unnest(${memoryCategories}::text[]) with ordinality c (name, place)
      left join ${Memory} m on m.category::text = c.name and m.status = 'ACTIVE' and ${this.rows.seenBy(scope, viewer)}
      group by c.name, c.place order by c.place`;
  }

  /** How many ACTIVE memories with each tag a viewer may see, the most frequent first. */
  tags(scope: Scope, viewer: Viewer, limit: number): Promise<Count[]> {
    return this.db.sql<Count>`
      select tag as name, count(*)::int as memories from ${Memory} m, unnest(m.tags) tag
      where m.status = 'ACTIVE' and ${this.rows.seenBy(scope, viewer)}
      group by tag order by memories desc, tag limit ${limit}`;
  }
}

/** The condition on the memories `m` that they are as a filter says. */
export function conditionOf(filter: MemoryFilter): Part {
  const { categories, status, tags, storedBy, sessionId, userId, entity, since, until } = filter;
  const [type, target] = splitLink(filter.link);
  const parts = [
    categories && part`m.category::text = any(${categories}::text[])`,
    status && part`m.status = ${status}`,
    tags && part`m.tags @> ${tags}::text[]`,
    storedBy !== undefined && part`m.agent_uuid in (select id from ${Agent} where agent_id = ${storedBy})`,
    sessionId !== undefined && part`m.session_id = ${sessionId}`,
    userId !== undefined && part`m.user_id = ${userId}`,
    entity !== undefined && part`m.entities @> array[${entity}]`,
    target !== undefined &&
      part`exists (select from ${MemoryLink} l where l.memory_uuid = m.id and l.type = ${type} and l.target = ${target})`,
    since && part`m.occurred_at >= ${since}`,
    until && part`m.occurred_at < ${until}`,
  ].filter((one): one is Part => Boolean(one));
  return parts.reduce((all, one) => part`${all} and ${one}`, part`true`);
}

function splitLink(link: string | undefined): [type?: string, target?: string] {
  if (link === undefined) return [];
  const colon = link.indexOf(':');
  return [link.slice(0, colon).toLowerCase(), link.slice(colon + 1)];
}
