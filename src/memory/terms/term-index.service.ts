import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../../database/database';
import { Memory } from '../memory.entity';
import { analyse, type Analysis } from './analysis';
import { MemoryTerm } from './memory-term.entity';

/** Memories up to this many words are not weighed by their length: short notes must not win for being short. */
const PIVOT = 48;

/** What search matches: the `terms` of a memory. */
export const termsOf = ({ words, marks }: Pick<Analysis, 'words' | 'marks'>): Part =>
  part`strip(to_tsvector('english', ${words})) || array_to_tsvector(${marks}::text[])`;

/** Keeps the postings of each ACTIVE memory equal to its text. Its callers hold the memory's row in a transaction. */
@Injectable()
export class TermIndex {
  constructor(private readonly db: Database) {}

  /** Makes a memory findable. */
  async add(memoryUuid: string, { words, marks }: Analysis): Promise<void> {
    await this.db.sql`
      with word as materialized (
        select w.lexeme as term, coalesce(array_length(w.positions, 1), 1) as tf
        from unnest(to_tsvector('english', ${words})) w
        union select mark, 1 from unnest(${marks}::text[]) mark
      ), size as materialized (
        select 0.25 + 0.75 * greatest(sum(tf), ${PIVOT}::int)::float8 / ${PIVOT}::int as factor from word
      )
      insert into ${MemoryTerm} (place_number, term, memory_number, episode, position, impact)
      select m.place_number, w.term, m.number, m.episode, m.position,
        round(100 * w.tf * 2.2 / (w.tf + 1.2 * size.factor))
      from ${Memory} m, word w, size where m.id = ${memoryUuid}`;
  }

  /** Brings all that is derived from a memory's text in line with it. The row still has the terms of the text before. */
  async renew(memory: Pick<Memory, 'id' | 'status' | 'content' | 'tags' | 'entities'>): Promise<void> {
    const analysis = analyse(memory);
    const { traits, fingerprint } = analysis;
    if (memory.status === 'ACTIVE') await this.remove([memory.id]);
    await this.db.sql`
      update ${Memory} set terms = ${termsOf(analysis)}, traits = ${traits}, fingerprint = ${fingerprint}
      where id = ${memory.id}`;
    if (memory.status === 'ACTIVE') await this.add(memory.id, analysis);
  }

  /** Lets search find some memories no more. It finds the postings by the words that are in `terms` now. */
  async remove(memoryUuids: readonly string[]): Promise<void> {
    await this.db.sql`
      delete from ${MemoryTerm} p
      using (
        select place_number, number, unnest(tsvector_to_array(terms)) as term from ${Memory}
        where id = any(${memoryUuids}::uuid[])
      ) m
      where p.place_number = m.place_number and p.term = m.term and p.memory_number = m.number`;
  }
}
