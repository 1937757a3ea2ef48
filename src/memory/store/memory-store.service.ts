import { Injectable } from '@nestjs/common';
import { ActivitiesService } from '../../agents/activities.service';
import { type KnownAgent, Roster } from '../../agents/roster.service';
import type { Scope } from '../../database/scope';
import { Places } from '../places/places.service';
import { SecretGuard } from '../secrets/secret-guard.service';
import { MemoryIntake } from './memory-intake.service';
import type { NewMemory, Stored } from './new-memory';

/** Where memories come in. The service for other features to store by. */
@Injectable()
export class MemoryStore {
  constructor(
    private readonly roster: Roster,
    private readonly activities: ActivitiesService,
    private readonly secrets: SecretGuard,
    private readonly places: Places,
    private readonly intake: MemoryIntake,
  ) {}

  /**
   * Stores a memory. It is found by searching as soon as the current transaction, if any, ends.
   * @throws Problem 403 for another agent than the caller's, 404 for an unknown one, 409 for an ambiguous one, 422 for a memory that holds a secret
   */
  async store(scope: Scope, { agentId, ...memory }: NewMemory): Promise<Stored> {
    const agent = agentId === undefined ? undefined : await this.roster.knownActor(scope, agentId);
    return this.storeFor(scope, agent, memory);
  }

  /** The same for an agent that is known already, or for nobody of the project. */
  async storeFor(scope: Scope, agent: KnownAgent | undefined, memory: Omit<NewMemory, 'agentId'>): Promise<Stored> {
    const { category, sessionId, userId } = memory;
    const intent = {
      agent,
      type: 'MEMORY_STORED',
      userId,
      details: { category, ...(sessionId !== undefined && { session_id: sessionId }) },
    };
    return this.activities.attempt(scope, intent, async (attempt) => {
      const placeNumber = await this.places.numberOf(scope, agent, memory.visibility ?? 'PROJECT');
      const facts = this.secrets.clean(memory);
      return this.intake.take({ draft: { scope, placeNumber, agent, facts }, attempt });
    });
  }
}
