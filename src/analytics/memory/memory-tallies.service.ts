import { Injectable } from '@nestjs/common';
import { Database, Fragment } from '../../database/database';
import { Memory } from '../../memory/memory.entity';
import type { MemoryCategory, MemoryOperation } from '../../memory/memory.flow';
import { MemoryIntegration } from '../../memory/uses/memory-integration.entity';
import { byRange, inProject, slicesOf, type Whose } from '../window/ranges.query';
import type { Range } from '../window/window';

/** What the memories that were stored in a range add up to. */
export interface StoredTally {
  stored: number;
  /** Those of them that were used since. */
  used: number;
  byCategory: Partial<Record<MemoryCategory, number>>;
}

/** What the uses of memories in a range add up to. Storing is none. */
export interface UseTally {
  uses: number;
  /** Those of which was said whether they helped. */
  judged: number;
  helped: number;
  byOperation: Partial<Record<MemoryOperation, number>>;
}

const noneStored: StoredTally = { stored: 0, used: 0, byCategory: {} };
const noUses: UseTally = { uses: 0, judged: 0, helped: 0, byOperation: {} };

const isUse = new Fragment("u.operation <> 'STORE'");

/** What memories and their uses add up to. */
@Injectable()
export class MemoryTallies {
  constructor(private readonly db: Database) {}

  /** Memories stored in each of some ranges, whatever became of them. */
  async stored(whose: Whose, ranges: readonly Range[]): Promise<StoredTally[]> {
    const slices = slicesOf(ranges);
    const rows = await this.db.sql<StoredTally & { range: number }>`
      select range, sum(stored)::int as stored, sum(used)::int as used, jsonb_object_agg(category, stored) as "byCategory"
      from (
        select range.number as range, slice.category, sum(slice.stored) as stored, sum(slice.used) as used
        from ${slices.ranges} join (
          select ${slices.at('m.created_at')} as number, m.category, count(*) as stored, count(*) filter (where exists (
            select from ${MemoryIntegration} u where u.memory_uuid = m.id and ${isUse}
          )) as used
          from ${Memory} m where ${slices.hold('m.created_at')} and ${inProject(whose, 'm')} group by 1, 2
        ) slice on slice.number between range.first and range.last
        group by 1, 2
      ) category group by 1`;
    return byRange(rows, ranges, noneStored);
  }

  /** Uses in each of some ranges. */
  async uses(whose: Whose, ranges: readonly Range[]): Promise<UseTally[]> {
    const slices = slicesOf(ranges);
    const rows = await this.db.sql<UseTally & { range: number }>`
      select range, sum(uses)::int as uses, sum(judged)::int as judged, sum(helped)::int as helped,
        jsonb_object_agg(operation, uses) as "byOperation"
      from (
        select range.number as range, slice.operation, sum(slice.uses) as uses, sum(slice.judged) as judged,
          sum(slice.helped) as helped
        from ${slices.ranges} join (
          select ${slices.at('u.at')} as number, u.operation, count(*) as uses, count(u.helped) as judged,
            count(*) filter (where u.helped) as helped
          from ${MemoryIntegration} u where ${slices.hold('u.at')} and ${isUse} and ${inProject(whose, 'u')} group by 1, 2
        ) slice on slice.number between range.first and range.last
        group by 1, 2
      ) operation group by 1`;
    return byRange(rows, ranges, noUses);
  }

  /** How many memories of each category can be found now. */
  async active(whose: Whose): Promise<Partial<Record<MemoryCategory, number>>> {
    const rows = await this.db.sql<{ category: MemoryCategory; memories: number }>`
      select m.category, count(*)::int as memories from ${Memory} m
      where m.status = 'ACTIVE' and ${inProject(whose, 'm')} group by 1 order by 2 desc, 1`;
    return Object.fromEntries(rows.map(({ category, memories }) => [category, memories]));
  }
}
