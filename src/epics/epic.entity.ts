import { Column, Entity, Index, ManyToOne, type Relation, Unique } from 'typeorm';
import { Project } from '../access/project.entity';
import { Row } from '../database/row';
import { type EpicStatus, epicStatuses } from './epic.flow';

/** A body of work that stories belong to, with what it shall achieve. */
@Entity('epics')
@Unique(['projectId', 'epicId'])
@Index(['projectId', 'id'])
export class Epic extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** The readable id, of any shape: `epic-1`. */
  @Column('text')
  epicId: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('enum', { enum: epicStatuses, enumName: 'epic_status', default: 'DRAFT' })
  status: EpicStatus;

  /** What it shall achieve, in order; the key results refer to them by their place. */
  @Column('text', { array: true, default: [] })
  objectives: string[];

  @Column('text', { nullable: true })
  businessValue: string | null;

  @Column('text', { array: true, default: [] })
  assumptions: string[];

  @Column('text', { array: true, default: [] })
  stakeholders: string[];

  @Column('date', { nullable: true })
  startDate: string | null;

  @Column('date', { nullable: true })
  targetDate: string | null;

  /** When it was done or cancelled. */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
}
