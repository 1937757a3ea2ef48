import { Column, Entity, Generated, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Project } from '../../access/project.entity';
import { type Visibility, visibilities } from '../memory.flow';

/**
 * Where memories lie that the same agents may see: a whole project, one team in it, or one agent. Retrieval stays inside
 * places, so what lies in another one is not even looked at.
 */
@Entity('memory_places')
@Unique(['projectId', 'visibility', 'owner'])
export class MemoryPlace {
  /** Small, because every posting repeats it. */
  @PrimaryColumn('int')
  @Generated('increment')
  number: number;

  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('enum', { enum: visibilities, enumName: 'memory_visibility' })
  visibility: Visibility;

  /** The UUID of the agent, the pack of the team, or nothing for the whole project. */
  @Column('text')
  owner: string;

  /** How many memories could be found here when the term statistics were counted last; null before the first count. */
  @Column('int', { nullable: true })
  counted: number | null;

  /** The number of the newest memory that was counted. */
  @Column('int', { default: 0 })
  countedThrough: number;
}
