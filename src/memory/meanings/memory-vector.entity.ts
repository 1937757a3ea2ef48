import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Memory } from '../memory.entity';

/** What a memory means, as a model says: a direction. It is made beside the writes, where a model is set. */
@Entity('memory_vectors')
export class MemoryVector {
  @PrimaryColumn('uuid')
  memoryUuid: string;

  @ManyToOne(() => Memory, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'memory_uuid' })
  memory: Relation<Memory>;

  /** Vectors of different models cannot be compared. */
  @Column('text')
  model: string;

  /** That of the memory when the vector was made: when it differs, the text has changed since. */
  @Column('uuid')
  fingerprint: string;

  /** One signed byte for each dimension. */
  @Column('bytea')
  vector: Buffer;
}
