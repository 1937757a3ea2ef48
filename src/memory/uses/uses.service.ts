import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { leastUuid } from '../../database/uuid-v7';
import { Memory } from '../memory.entity';
import type { MemoryOperation } from '../memory.flow';
import { MemoryRows } from '../memory-rows.service';
import { mask } from '../secrets/secrets';
import { MemoryIntegration } from './memory-integration.entity';
import { type Recorded, UseJournal } from './use-journal.service';

/** How many characters of a question are kept. */
const PURPOSE = 300;

/** For whom and what memories are used. */
export interface Use {
  agentUuid?: string;
  sessionId?: string;
  userId?: string;
  operation: MemoryOperation;
  /** What was asked. */
  purpose?: string;
  /** Whether the same use of the last hour is meant, where there is one. */
  once?: boolean;
}

/** A memory as it was answered, with the record of this use, for feedback. */
export interface Hit extends Recorded {
  /** Share of the best possible score; null when nothing was asked. */
  relevance: number | null;
  /** How probable it is that it helps; null when nothing was asked. */
  confidence: number | null;
}

/** How long ago a use counts as the same as one like it. */
const SAME_MS = 3_600_000;

/** For each hit the newest use that is the same one as this. */
function sameUse(use: Use, asked: string | null): Part {
  const { agentUuid = null, sessionId = null, operation } = use;
  return part`
    select distinct on (hit.rank) u.id, u.memory_uuid, hit.rank::smallint as rank
    from hit join ${Memory} m on m.number = hit.number and m.status = 'ACTIVE'
      join ${MemoryIntegration} u on u.memory_uuid = m.id and u.id > ${leastUuid(Date.now() - SAME_MS)}
    where u.operation = ${operation} and u.purpose is not distinct from ${asked}
      and u.agent_uuid is not distinct from ${agentUuid}::uuid and u.session_id is not distinct from ${sessionId}
    order by hit.rank, u.id desc`;
}

type Answered = Pick<Hit, 'relevance' | 'confidence'> & { number: number };
type HitRow = Pick<Hit, 'rank'> & { integration_id: string };

/** Writes down which memories were used. */
@Injectable()
export class Uses {
  constructor(
    private readonly db: Database,
    private readonly rows: MemoryRows,
    private readonly journal: UseJournal,
  ) {}

  /** Records an answer and reads its memories. It is on record once this is done. One that is gone meanwhile is left out. */
  async record(scope: Scope, use: Use, answer: readonly Answered[]): Promise<Hit[]> {
    if (!answer.length) return [];
    const { projectId } = scope;
    const { agentUuid = null, sessionId = null, userId = null, operation } = use;
    const purpose = use.purpose ? mask(use.purpose.slice(0, 2 * PURPOSE)).slice(0, PURPOSE) : null;
    const hits = answer.map(({ number, relevance, confidence }) => ({ number, relevance, confidence }));
    const recorded = use.once
      ? await this.recordOnce(scope, use, purpose, hits)
      : await this.journal.record({ projectId, agentUuid, sessionId, userId, operation, purpose, hits });
    return recorded.map((one) => {
      const { relevance, confidence } = hits[one.rank - 1];
      return Object.assign(one, { relevance, confidence });
    });
  }

  /** Takes the use of the last hour that is the same one, where there is one. */
  private async recordOnce(
    { projectId }: Scope,
    use: Use,
    asked: string | null,
    answer: readonly Answered[],
  ): Promise<Recorded[]> {
    const { agentUuid = null, sessionId = null, userId = null, operation } = use;
    const [numbers, relevances] = [answer.map(({ number }) => number), answer.map(({ relevance }) => relevance)];
    const sure = answer.map(({ confidence }) => confidence);
    const rows = await this.db.sql<HitRow>`
      with hit as materialized (
        select number, rank, relevance, sure
        from unnest(${numbers}::int[], ${relevances}::real[], ${sure}::real[])
          with ordinality h (number, relevance, sure, rank)
      ), before as materialized (${sameUse(use, asked)}), used as (
        insert into ${MemoryIntegration} (project_id, memory_uuid, agent_uuid, session_id, user_id, operation, purpose,
          rank, relevance, confidence)
        select ${projectId}, m.id, ${agentUuid}, ${sessionId}, ${userId}, ${operation}, ${asked},
          hit.rank, hit.relevance, hit.sure
        from hit join ${Memory} m on m.number = hit.number and m.status = 'ACTIVE'
        where hit.rank not in (select rank from before)
        returning id, memory_uuid, rank
      )
      select ${this.rows.told}, use.id as integration_id, use.rank
      from (select id, memory_uuid, rank from used union all select id, memory_uuid, rank from before) use
      join ${Memory} m on m.id = use.memory_uuid order by use.rank`;
    return rows.map((row) =>
      Object.assign(this.rows.toldOf(row), { rank: row.rank, integrationId: row.integration_id }),
    );
  }
}
