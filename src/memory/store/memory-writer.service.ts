import { Injectable } from '@nestjs/common';
import type { Agent } from '../../agents/agent.entity';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { analyse } from '../terms/analysis';
import type { NewMemory, Stored } from './new-memory';
import { type Entry, writeMemories } from './write.query';

export type Author = Pick<Agent, 'id' | 'agentId'>;

/** What is to be written. */
export interface Draft {
  /** Whose project it is for, and who makes it. */
  scope: Scope;
  /** Where it lies: the place of its visibility. */
  placeNumber: number;
  /** Who stores it; nobody of the project when left out. */
  agent?: Author;
  /** Without secrets. */
  facts: Omit<NewMemory, 'agentId'>;
}

/** Writes memories with their postings, links and first records, in the caller's transaction. */
@Injectable()
export class MemoryWriter {
  constructor(private readonly db: Database) {}

  /** @returns the memories in the order of the drafts */
  async write(drafts: readonly Draft[]): Promise<Stored[]> {
    const written = await writeMemories(this.db, drafts.map(entryOf));
    return written.map((one, n) => {
      const { agent, facts } = drafts[n];
      const { visibility = 'PROJECT', links = [] } = facts;
      return { ...one, visibility, agentId: agent?.agentId ?? null, links };
    });
  }
}

function entryOf({ scope, placeNumber, agent, facts }: Draft): Entry {
  const { content, category, tags = [], entities = [], visibility = 'PROJECT', links = [] } = facts;
  const { sessionId = null, userId = null, occurredAt = null, context = {} } = facts;
  const { importance = 0.5, confidence = 0.8 } = facts;
  return {
    project_id: scope.projectId,
    by: scope.by,
    place_number: placeNumber,
    agent_uuid: agent?.id ?? null,
    session_id: sessionId,
    user_id: userId,
    category,
    content,
    context,
    tags,
    entities,
    importance,
    confidence,
    occurred_at: occurredAt,
    links,
    ...analyse({ content, tags, entities }),
    told: { ...(agent && { agent_id: agent.agentId }), category, visibility },
  };
}
