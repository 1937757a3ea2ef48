import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { MemoryPlace } from '../places/memory-place.entity';

/** In how many memories of a place a frequent word stood when it was counted last. Rare words are counted on the spot. */
@Entity('memory_term_statistics')
export class TermStatistic {
  @PrimaryColumn('int')
  placeNumber: number;

  @ManyToOne(() => MemoryPlace, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'place_number' })
  place: Relation<MemoryPlace>;

  @PrimaryColumn('text', { collation: 'C' })
  term: string;

  @Column('int')
  memories: number;
}
