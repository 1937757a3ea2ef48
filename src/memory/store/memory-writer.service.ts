import { Injectable } from '@nestjs/common';
import type { Agent } from '../../agents/agent.entity';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Memory } from '../memory.entity';
import { Places } from '../places/places.service';
import { analyse, type Analysis } from '../terms/analysis';
import { termsOf } from '../terms/term-index.service';
import { MemoryIntegration } from '../uses/memory-integration.entity';
import { MemoryParts } from './memory-parts.service';
import type { Duplicate, NewMemory, Stored } from './new-memory';

/** How many duplicates an answer names. */
const NAMED = 5;

/** Where a memory lies. */
interface Spot {
  placeNumber: number;
  /** Null for a memory without a session, which is an episode of its own. */
  episode: number | null;
  position: number;
}

type Facts = Omit<NewMemory, 'agentId'>;

/** Writes a memory with its postings, links and first record, in the caller's transaction. */
@Injectable()
export class MemoryWriter {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly places: Places,
    private readonly parts: MemoryParts,
  ) {}

  /** @param facts without secrets */
  async write(scope: Scope, agent: Agent, facts: Facts): Promise<Stored> {
    const { content, tags = [], entities = [], visibility = 'PROJECT', links = [], category, sessionId } = facts;
    const placeNumber = await this.places.numberOf(scope, agent, visibility);
    const own = { episode: null, position: 1 };
    const spot = { placeNumber, ...(sessionId === undefined ? own : await this.places.next(placeNumber, sessionId)) };
    const analysis = analyse({ content, tags, entities });
    const memory = await this.insert(scope, agent, facts, spot, analysis);
    await this.parts.index.add(memory.id, analysis);
    await this.parts.links.add(memory, links);
    const integrationId = await this.record(scope, memory);
    const data = { agent_id: agent.agentId, category, visibility };
    await this.events.add(scope, 'memory.stored', { type: 'memory', id: memory.id }, data);
    const duplicates = await this.sameWords(memory);
    return { memory, visibility, agentId: agent.agentId, links, integrationId, duplicates };
  }

  private async insert(
    { projectId }: Scope,
    agent: Agent,
    { content, category, tags = [], entities = [], importance = 0.5, confidence = 0.8, ...facts }: Facts,
    { placeNumber, episode, position }: Spot,
    analysis: Analysis,
  ): Promise<Memory> {
    const { sessionId = null, userId = null, occurredAt = null, context = {} } = facts;
    const [row] = await this.db.sql<object>`
      with fresh as materialized (select nextval(pg_get_serial_sequence(${this.db.table(Memory)}, 'number'))::int as number)
      insert into ${Memory} as m (number, project_id, place_number, agent_uuid, session_id, user_id, episode, position,
        category, content, context, tags, entities, importance, confidence, occurred_at, traits, fingerprint, terms, version)
      select number, ${projectId}, ${placeNumber}, ${agent.id}, ${sessionId}, ${userId}, coalesce(${episode}, -number),
        ${position}, ${category}, ${content}, ${context}, ${tags}, ${entities}, ${importance}, ${confidence},
        coalesce(${occurredAt}::timestamptz, now()), ${analysis.traits}, ${analysis.fingerprint}, ${termsOf(analysis)}, 1
      from fresh returning ${this.db.columns(Memory, 'm')}`;
    return this.db.hydrate(Memory, row);
  }

  private async record({ projectId }: Scope, { id, agentUuid, sessionId, userId }: Memory): Promise<string> {
    const [{ id: integrationId }] = await this.db.sql<{ id: string }>`
      insert into ${MemoryIntegration} (project_id, memory_uuid, agent_uuid, session_id, user_id, operation)
      values (${projectId}, ${id}, ${agentUuid}, ${sessionId}, ${userId}, 'STORE') returning id`;
    return integrationId;
  }

  private async sameWords({ id, placeNumber, fingerprint }: Memory): Promise<Duplicate[]> {
    return this.db.sql<Duplicate>`
      select id, 1 as similarity from ${Memory}
      where place_number = ${placeNumber} and fingerprint = ${fingerprint} and id <> ${id} and status = 'ACTIVE'
      order by number limit ${NAMED}`;
  }
}
