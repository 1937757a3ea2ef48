import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Memory } from '../memory.entity';

/** What a memory has to do with: a task, a story, a run, a commit. */
@Entity('memory_links')
@Index(['projectId', 'type', 'target'])
export class MemoryLink {
  @PrimaryColumn('uuid')
  memoryUuid: string;

  @ManyToOne(() => Memory, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'memory_uuid' })
  memory: Relation<Memory>;

  /** What kind of thing, in small letters: `task`. */
  @PrimaryColumn('text')
  type: string;

  /** Which one, by the id that people use: `T-12`. */
  @PrimaryColumn('text')
  target: string;

  @Column('uuid')
  projectId: string;
}
