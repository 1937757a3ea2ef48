import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Memory } from '../memory.entity';
import type { MemoryOperation } from '../memory.flow';
import { MemoryRows, type ShownMemory } from '../memory-rows.service';
import { mask } from '../secrets/secrets';
import { MemoryIntegration } from './memory-integration.entity';

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

/** A memory as it was answered. */
export interface Hit extends ShownMemory {
  /** Its place in the answer, from 1. */
  rank: number;
  /** Share of the best possible score; null when nothing was asked. */
  relevance: number | null;
  /** How probable it is that it helps; null when nothing was asked. */
  confidence: number | null;
  /** The record of this use, for feedback. */
  integrationId: string;
}

/** How long ago a use counts as the same as one like it. */
const SAME_MS = 3_600_000;

/** The least UUIDv7 of a row that was made since then. */
function oldest(): string {
  const time = (Date.now() - SAME_MS).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** For each hit the newest use that is the same one as this. */
function sameUse(use: Use, asked: string | null): Part {
  const { once, agentUuid = null, sessionId = null, operation } = use;
  if (!once) return part`select null::uuid as id, null::uuid as memory_uuid, null::smallint as rank where false`;
  return part`
    select distinct on (hit.rank) u.id, u.memory_uuid, hit.rank::smallint as rank
    from hit join ${Memory} m on m.number = hit.number and m.status = 'ACTIVE'
      join ${MemoryIntegration} u on u.memory_uuid = m.id and u.id > ${oldest()}
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
  ) {}

  /** Records an answer and reads its memories, in one statement. One that is gone meanwhile is left out. */
  async record({ projectId }: Scope, use: Use, answer: readonly Answered[]): Promise<Hit[]> {
    if (!answer.length) return [];
    const { agentUuid = null, sessionId = null, userId = null, operation, purpose } = use;
    const asked = purpose ? mask(purpose.slice(0, 2 * PURPOSE)).slice(0, PURPOSE) : null;
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
      select ${this.rows.shown}, use.id as integration_id, use.rank
      from (select id, memory_uuid, rank from used union all select id, memory_uuid, rank from before) use
      join ${Memory} m on m.id = use.memory_uuid order by use.rank`;
    return rows.map((row) => ({
      ...this.rows.of(row),
      ...{ rank: row.rank, integrationId: row.integration_id },
      ...{ relevance: relevances[row.rank - 1], confidence: sure[row.rank - 1] },
    }));
  }
}
