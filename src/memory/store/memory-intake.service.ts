import { Injectable } from '@nestjs/common';
import { ActivitiesService, type Attempt } from '../../agents/activities.service';
import { Convoy } from '../../database/convoy';
import { Database } from '../../database/database';
import { type Draft, MemoryWriter } from './memory-writer.service';
import type { Stored } from './new-memory';

/** A memory that is to be stored, and the attempt to do so, which is logged with it. */
export interface Arrival {
  draft: Draft;
  attempt: Attempt;
}

/** Writes memories as they come. Those that come at once share a transaction: each is answered once that is committed. */
@Injectable()
export class MemoryIntake {
  private readonly convoy = new Convoy<Arrival, Stored>({ atOnce: 2, together: 50 }, (arrivals) =>
    this.write(arrivals),
  );

  constructor(
    private readonly db: Database,
    private readonly writer: MemoryWriter,
    private readonly activities: ActivitiesService,
  ) {}

  async take(arrival: Arrival): Promise<Stored> {
    return this.db.inTransaction ? (await this.write([arrival]))[0] : this.convoy.add(arrival);
  }

  /** Writes them in one transaction, the caller's if there is one. */
  write(arrivals: readonly Arrival[]): Promise<Stored[]> {
    return this.db.transaction(async () => {
      const stored = await this.writer.write(arrivals.map(({ draft }) => draft));
      for (const [n, { attempt }] of arrivals.entries()) {
        Object.assign((attempt.activity.details ??= {}), { memory_id: stored[n].memory.id });
        await this.activities.succeeded(attempt);
      }
      return stored;
    });
  }
}
