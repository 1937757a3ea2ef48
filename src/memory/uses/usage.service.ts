import { Injectable } from '@nestjs/common';
import { Agent } from '../../agents/agent.entity';
import { Database, type Part, part } from '../../database/database';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { Memory } from '../memory.entity';
import { MemoryRows, type ShownMemory } from '../memory-rows.service';
import type { Viewer } from '../places/places.service';
import { MemoryIntegration } from './memory-integration.entity';

export const usagePatterns = ['MOST_USED', 'NEVER_USED', 'AGEING'] as const;
export type UsagePattern = (typeof usagePatterns)[number];

/** A memory and how it was used in a window of time. Storing it is no use. */
export interface Used extends ShownMemory {
  uses: number;
  lastUsedAt: Date | null;
}

/** What one agent made of memories in a window of time. */
export interface AgentUsage {
  agentId: string;
  uses: number;
  memories: number;
  helped: number;
  judged: number;
}

/** How memories are used. */
@Injectable()
export class Usage {
  constructor(
    private readonly db: Database,
    private readonly rows: MemoryRows,
  ) {}

  /** Every use of a memory, oldest first. */
  about({ projectId }: Scope, memoryUuid: string, request: PageRequest): Promise<Page<MemoryIntegration>> {
    return page(this.db.of(MemoryIntegration).createQueryBuilder('use').where({ projectId, memoryUuid }), request);
  }

  /**
   * ACTIVE memories that a viewer may see: the most used of the last `days`; those stored before and never used; those
   * that were used before but not in the last `days`, the longest unused first.
   */
  async memories(
    scope: Scope,
    viewer: Viewer,
    pattern: UsagePattern,
    { days, limit }: { days: number; limit: number },
  ): Promise<Used[]> {
    const since = part`now() - make_interval(days => ${days})`;
    const patterns: Record<UsagePattern, Part> = {
      MOST_USED: part`use.uses > 0 order by use.uses desc, m.id`,
      NEVER_USED: part`use.last is null and m.created_at < ${since} order by m.id`,
      AGEING: part`use.last < ${since} order by use.last, m.id`,
    };
    const window = pattern === 'MOST_USED' ? part`and at >= ${since}` : part``;
    const rows = await this.db.sql<{ uses: number; last: Date | null }>`
      with use as materialized (
        select memory_uuid, count(*)::int as uses, max(at) as last from ${MemoryIntegration}
        where project_id = ${scope.projectId} and operation <> 'STORE' ${window} group by memory_uuid
      )
      select ${this.rows.shown}, coalesce(use.uses, 0) as uses, use.last
      from ${Memory} m left join use on use.memory_uuid = m.id
      where m.project_id = ${scope.projectId} and m.status = 'ACTIVE' and ${this.rows.seenBy(scope, viewer)}
        and ${patterns[pattern]} limit ${limit}`;
    return rows.map((row) => ({ ...this.rows.of(row), uses: row.uses, lastUsedAt: row.last }));
  }

  /** The agents that used memories in the last `days`, the busiest first. */
  agents({ projectId }: Scope, days: number): Promise<AgentUsage[]> {
    return this.db.sql<AgentUsage>`
      select agent.agent_id as "agentId", count(*)::int as uses, count(distinct memory_uuid)::int as memories,
        (count(*) filter (where helped))::int as helped, count(helped)::int as judged
      from ${MemoryIntegration} use join ${Agent} agent on agent.id = use.agent_uuid
      where use.project_id = ${projectId} and operation <> 'STORE' and at >= now() - make_interval(days => ${days})
      group by agent.id, agent.agent_id order by uses desc, agent.agent_id`;
  }
}
