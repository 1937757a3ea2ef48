import { Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { type MemoryCategory, memoryCategories } from '../memory.flow';
import { Memory } from '../memory.entity';

/** What a memory said before a change. */
@Entity('memory_revisions')
@Index(['memoryUuid', 'id'])
export class MemoryRevision {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('uuid')
  projectId: string;

  @Column('uuid')
  memoryUuid: string;

  @ManyToOne(() => Memory, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'memory_uuid' })
  memory: Relation<Memory>;

  /** The version that said so. */
  @Column('int')
  version: number;

  /** Who changed it to something else. */
  @Column('text')
  changedBy: string;

  @Column('text')
  content: string;

  @Column('enum', { enum: memoryCategories, enumName: 'memory_category' })
  category: MemoryCategory;

  @Column('text', { array: true })
  tags: string[];

  @Column('text', { array: true })
  entities: string[];

  @Column('real')
  importance: number;

  @Column('real')
  confidence: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
