import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../../database/database';
import { Memory } from '../memory.entity';
import { analyse, type Analysis } from './analysis';
import { MemoryTerm } from './memory-term.entity';

/** Memories up to this many words are not weighed by their length: short notes must not win for being short. */
const PIVOT = 48;

/** What search matches: the `terms` of a memory with these words and marks, which are parts of a statement. */
export const termsFrom = (words: Part, marks: Part): Part =>
  part`strip(to_tsvector('english', ${words})) || array_to_tsvector(${marks})`;

/** The postings of a memory with these words and marks: each term with its impact. */
export const postingsOf = (words: Part, marks: Part): Part => part`
  select term, round(100 * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * greatest(size, ${PIVOT}::int)::float8 / ${PIVOT}::int)))
    as impact
  from (
    select term, tf, sum(tf) over () as size from (
      select lexeme as term, coalesce(array_length(positions, 1), 1) as tf from unnest(to_tsvector('english', ${words}))
      union select mark, 1 from unnest(${marks}) mark
    ) word
  ) weighed`;

const givenTo = ({ words, marks }: Analysis): [words: Part, marks: Part] => [part`${words}`, part`${marks}::text[]`];

/** Keeps the postings of each ACTIVE memory equal to its text. Its callers hold the memory's row in a transaction. */
@Injectable()
export class TermIndex {
  constructor(private readonly db: Database) {}

  /** Makes a memory findable. */
  async add(memoryUuid: string, analysis: Analysis): Promise<void> {
    await this.db.sql`
      insert into ${MemoryTerm} (place_number, term, memory_number, episode, position, impact)
      select m.place_number, posting.term, m.number, m.episode, m.position, posting.impact
      from ${Memory} m cross join (${postingsOf(...givenTo(analysis))}) posting where m.id = ${memoryUuid}`;
  }

  /** Brings all that is derived from a memory's text in line with it. The row still has the terms of the text before. */
  async renew(memory: Pick<Memory, 'id' | 'status' | 'content' | 'tags' | 'entities'>): Promise<void> {
    const analysis = analyse(memory);
    const { traits, fingerprint } = analysis;
    if (memory.status === 'ACTIVE') await this.remove([memory.id]);
    await this.db.sql`
      update ${Memory} set terms = ${termsFrom(...givenTo(analysis))}, traits = ${traits}, fingerprint = ${fingerprint}
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
