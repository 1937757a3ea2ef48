import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A posting: one word of one ACTIVE memory, with all that retrieval needs, so that an index alone answers it. It has no
 * foreign key, which would need an index of its own: whoever deletes, changes or archives a memory knows its words.
 */
@Entity('memory_terms')
export class MemoryTerm {
  @PrimaryColumn('int')
  placeNumber: number;

  /** A stemmed word, or `@` and an entity. */
  @PrimaryColumn('text', { collation: 'C' })
  term: string;

  @PrimaryColumn('int')
  memoryNumber: number;

  @Column('int')
  episode: number;

  @Column('int')
  position: number;

  /** How much the word says about the memory: the part of BM25 that does not depend on the question, times 100. */
  @Column('smallint')
  impact: number;
}
