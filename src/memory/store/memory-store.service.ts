import { Injectable } from '@nestjs/common';
import { ActivitiesService } from '../../agents/activities.service';
import { type KnownAgent, Roster } from '../../agents/roster.service';
import type { Scope } from '../../database/scope';
import { Places } from '../places/places.service';
import { SecretGuard } from '../secrets/secret-guard.service';
import { type Arrival, MemoryIntake } from './memory-intake.service';
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
    return this.storeFor(scope, await this.author(scope, agentId), memory);
  }

  /** The same for an agent that is known already, or for nobody of the project. */
  storeFor(scope: Scope, agent: KnownAgent | undefined, memory: Omit<NewMemory, 'agentId'>): Promise<Stored> {
    return this.attempt(scope, agent, memory, (arrival) => this.intake.take(arrival));
  }

  /**
   * Makes a memory ready to be stored together with others, by `storeAll`.
   * @throws Problem as `store` does
   */
  async ready(scope: Scope, { agentId, ...memory }: NewMemory): Promise<Arrival> {
    return this.attempt(scope, await this.author(scope, agentId), memory, (arrival) => Promise.resolve(arrival));
  }

  /** Stores memories in one transaction: all or none. */
  storeAll(arrivals: readonly Arrival[]): Promise<Stored[]> {
    return this.intake.write(arrivals);
  }

  private async author(scope: Scope, agentId: string | undefined): Promise<KnownAgent | undefined> {
    return agentId === undefined ? undefined : this.roster.knownActor(scope, agentId);
  }

  private attempt<T>(
    scope: Scope,
    agent: KnownAgent | undefined,
    memory: Omit<NewMemory, 'agentId'>,
    work: (arrival: Arrival) => Promise<T>,
  ): Promise<T> {
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
      return work({ draft: { scope, placeNumber, agent, facts }, attempt });
    });
  }
}
