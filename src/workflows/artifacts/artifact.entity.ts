import { Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Project } from '../../access/project.entity';
import { Run } from '../run.entity';
import { Stage } from '../stages/stage.entity';

/** A document that work has made: a row for every time it was handed in. Rows never change. */
@Entity('artifacts')
@Index(['projectId', 'document'])
@Index(['runUuid', 'id'])
export class Artifact {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** As it was handed in: `docs/prd.md`. */
  @Column('text')
  name: string;

  /** What requirements know it by: `prd.md`. */
  @Column('text')
  document: string;

  /** Where it lies in the team's repository. */
  @Column('text', { nullable: true })
  path: string | null;

  /** Its text, when it was handed in with it. Read only where it is asked for: it may be long. */
  @Column('text', { nullable: true, select: false })
  content: string | null;

  @Column('int', { nullable: true })
  contentLength: number | null;

  /** The run that it was handed in to. */
  @Column('uuid')
  runUuid: string;

  @ManyToOne(() => Run, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_uuid' })
  run: Relation<Run>;

  /** The stage that made it, if one did. */
  @Index()
  @Column('uuid', { nullable: true })
  stageUuid: string | null;

  @ManyToOne(() => Stage, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'stage_uuid' })
  stage: Relation<Stage> | null;

  /** The attempt of that stage. */
  @Column('int', { nullable: true })
  attempt: number | null;

  /** The run's round in which it was handed in. */
  @Column('int', { default: 0 })
  round: number;

  @Column('text')
  createdBy: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
