import { Injectable } from '@nestjs/common';
import { Convoy } from '../../database/convoy';
import { Database, Fragment, part, quote } from '../../database/database';
import { UuidMaker } from '../../database/uuid-v7';
import { Memory } from '../memory.entity';
import type { MemoryOperation } from '../memory.flow';
import { MemoryRows, type ToldMemory } from '../memory-rows.service';
import { MemoryIntegration } from './memory-integration.entity';

/** An answer that is to be recorded. */
export interface Answer {
  projectId: string;
  agentUuid: string | null;
  sessionId: string | null;
  userId: string | null;
  operation: MemoryOperation;
  /** What was asked. */
  purpose: string | null;
  /** The memories by their numbers, the best first. */
  hits: readonly { number: number; relevance: number | null; confidence: number | null }[];
}

/** A memory of an answer, once it is recorded as used. */
export interface Recorded extends ToldMemory {
  /** Its place in the answer, from 1. */
  rank: number;
  integrationId: string;
}

/** What has a commit wait for nothing: should Postgres itself die, the uses of the last half second may be lost. */
const unhurried = part`cross join (select set_config('synchronous_commit', 'off', true)) setting`;

/**
 * Records answers and reads their memories. Answers that come while others are being written share a statement. Nothing
 * is answered before it is on record.
 */
@Injectable()
export class UseJournal {
  private readonly convoy = new Convoy<Answer, Recorded[]>({ atOnce: 2, together: 50 }, (all) => this.write(all));
  private readonly uuids = new UuidMaker();

  constructor(
    private readonly db: Database,
    private readonly rows: MemoryRows,
  ) {}

  /** @returns its memories in their order; one that is gone meanwhile is left out */
  async record(answer: Answer): Promise<Recorded[]> {
    return this.db.inTransaction ? (await this.write([answer]))[0] : this.convoy.add(answer);
  }

  private async write(answers: readonly Answer[]): Promise<Recorded[][]> {
    const hits = answers.flatMap(({ hits: some }, n) => some.map((hit, place) => ({ hit, n: n + 1, rank: place + 1 })));
    const ids = new Map(hits.map((one) => [this.uuids.make(), one]));
    const of = <T>(member: (answer: Answer) => T) => answers.map(member);
    const rows = await this.db.sql<{ integration_id: string }>`
      with hit as materialized (
        select hit.*, m.id as memory_uuid, ${this.rows.told}
        from unnest(${[...ids.keys()]}::uuid[], ${hits.map(({ n }) => n)}::int[],
            ${hits.map(({ hit }) => hit.number)}::int[], ${hits.map(({ rank }) => rank)}::smallint[],
            ${hits.map(({ hit }) => hit.relevance)}::real[], ${hits.map(({ hit }) => hit.confidence)}::real[]
          ) hit (integration_id, n, hit_number, rank, relevance, sure)
          join ${Memory} m on m.number = hit.hit_number and m.status = 'ACTIVE'
      ), used as (
        insert into ${MemoryIntegration} (id, project_id, memory_uuid, agent_uuid, session_id, user_id, operation, purpose,
          rank, relevance, confidence)
        select integration_id, (${of((one) => one.projectId)}::uuid[])[n], memory_uuid,
          (${of((one) => one.agentUuid)}::uuid[])[n],
          (${of((one) => one.sessionId)}::text[])[n], (${of((one) => one.userId)}::text[])[n],
          (${of((one) => one.operation)}::${this.operationType}[])[n], (${of((one) => one.purpose)}::text[])[n],
          rank, relevance, sure
        from hit ${this.db.inTransaction ? part`` : unhurried}
      )
      select integration_id, ${this.rows.toldNames} from hit`;
    const recorded = answers.map((): Recorded[] => []);
    for (const row of rows) {
      const { n, rank } = ids.get(row.integration_id)!;
      recorded[n - 1].push(Object.assign(this.rows.toldOf(row), { rank, integrationId: row.integration_id }));
    }
    return recorded.map((some) => some.sort((one, other) => one.rank - other.rank));
  }

  private get operationType(): Fragment {
    return new Fragment(`${quote(this.db.schema)}.memory_operation`);
  }
}
