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
   * Stores memories together: all or none.
   * @param refused what is thrown when one of them, counted from 0, is refused by a problem of `store`
   */
  async storeAll(
    scope: Scope,
    memories: readonly NewMemory[],
    refused: (n: number, error: unknown) => Error,
  ): Promise<Stored[]> {
    const arrivals: Arrival[] = [];
    for (const [n, { agentId, ...memory }] of memories.entries()) {
      try {
        const agent = await this.author(scope, agentId);
        arrivals.push(await this.attempt(scope, agent, memory, (arrival) => Promise.resolve(arrival)));
      } catch (error) {
        throw refused(n, error);
      }
    }
    return this.intake.write(arrivals);
  }

  private async author(scope: Scope, agentId: string | undefined): Promise<KnownAgent | undefined> {
    return agentId === undefined ? undefined : this.roster.knownActor(scope, agentId);
  }

  /** Has a memory that is sound and its attempt dealt with; a failure is logged. */
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
