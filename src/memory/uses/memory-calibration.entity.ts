import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Project } from '../../access/project.entity';

/** One fit of a project's confidence to what was said to have helped. The newest holds. */
@Entity('memory_calibrations')
@Index(['projectId', 'id'])
export class MemoryCalibration {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** What is added to the logit of every confidence. */
  @Column('real')
  bias: number;

  /** From how many judged uses. */
  @Column('int')
  samples: number;

  /** Expected calibration error of the confidences as they were answered. */
  @Column('real')
  eceBefore: number;

  /** The same with the new bias. */
  @Column('real')
  eceAfter: number;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;
}
