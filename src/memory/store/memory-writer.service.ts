import { Injectable } from '@nestjs/common';
import type { Agent } from '../../agents/agent.entity';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Places } from '../places/places.service';
import { analyse } from '../terms/analysis';
import type { NewMemory, Stored } from './new-memory';
import { type Entry, writeMemories } from './write.query';

export type Author = Pick<Agent, 'id' | 'agentId' | 'pack'>;

/** What is to be written. */
export interface Draft {
  /** Who stores it; nobody of the project when left out, who can only store for all of it. */
  agent?: Author;
  /** Without secrets. */
  facts: Omit<NewMemory, 'agentId'>;
}

/** Writes memories with their postings, links and first records, in the caller's transaction. */
@Injectable()
export class MemoryWriter {
  constructor(
    private readonly db: Database,
    private readonly places: Places,
  ) {}

  /** @returns the memories in the order of the drafts */
  async write(scope: Scope, drafts: readonly Draft[]): Promise<Stored[]> {
    const entries: Entry[] = [];
    for (const draft of drafts) entries.push(await this.entryOf(scope, draft));
    const written = await writeMemories(this.db, scope, entries);
    return written.map((one, n) => {
      const { agent, facts } = drafts[n];
      const { visibility = 'PROJECT', links = [] } = facts;
      return { ...one, visibility, agentId: agent?.agentId ?? null, links };
    });
  }

  private async entryOf(scope: Scope, { agent, facts }: Draft): Promise<Entry> {
    const { content, category, tags = [], entities = [], visibility = 'PROJECT', links = [] } = facts;
    const { sessionId = null, userId = null, occurredAt = null, context = {} } = facts;
    const { importance = 0.5, confidence = 0.8 } = facts;
    return {
      ...{ place_number: await this.places.numberOf(scope, agent, visibility), agent_uuid: agent?.id ?? null },
      ...{ session_id: sessionId, user_id: userId, category, content, context, tags, entities, importance, confidence },
      ...{ occurred_at: occurredAt, ...analyse({ content, tags, entities }), links },
      told: { ...(agent && { agent_id: agent.agentId }), category, visibility },
    };
  }
}
