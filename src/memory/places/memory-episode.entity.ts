import { Column, Entity, Generated, JoinColumn, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { MemoryPlace } from './memory-place.entity';

/** The memories of one session in one place, in the order in which they were stored. */
@Entity('memory_episodes')
@Unique(['placeNumber', 'sessionId'])
export class MemoryEpisode {
  /** Small, because every posting repeats it. */
  @PrimaryColumn('int')
  @Generated('increment')
  number: number;

  @Column('int')
  placeNumber: number;

  @ManyToOne(() => MemoryPlace, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'place_number' })
  place: Relation<MemoryPlace>;

  /** The client's own id of the conversation. */
  @Column('text')
  sessionId: string;

  /** The position of the newest memory; 0 before the first. */
  @Column('int')
  lastPosition: number;
}
