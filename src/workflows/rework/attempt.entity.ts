import { Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Project } from '../../access/project.entity';
import { Run } from '../run.entity';
import { Stage } from '../stages/stage.entity';
import { type StageStatus, stageStatuses } from '../stages/stage.flow';

/** An attempt at a stage that was put aside: by a retry, a rework, or another worker who took over. Rows never change. */
@Entity('workflow_attempts')
@Index(['stageUuid', 'id'])
@Index(['runUuid'])
export class Attempt {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('uuid')
  runUuid: string;

  @ManyToOne(() => Run, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_uuid' })
  run: Relation<Run>;

  @Column('uuid')
  stageUuid: string;

  @ManyToOne(() => Stage, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'stage_uuid' })
  stage: Relation<Stage>;

  /** Which one, from 1. */
  @Column('int')
  attempt: number;

  /** How far it had come. */
  @Column('enum', { enum: stageStatuses, enumName: 'stage_status' })
  status: StageStatus;

  @Column('text', { nullable: true })
  agentId: string | null;

  @Column('text', { nullable: true })
  sessionId: string | null;

  @Column('text', { array: true, default: [] })
  acknowledged: string[];

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('jsonb', { default: {} })
  outputs: Record<string, unknown>;

  @Column('smallint', { nullable: true })
  qualityScore: number | null;

  @Column('text', { nullable: true })
  notes: string | null;

  /** Why it had failed, if it had. */
  @Column('text', { nullable: true })
  reason: string | null;

  /** Why it was put aside. */
  @Column('text')
  asideReason: string;

  @CreateDateColumn({ type: 'timestamptz' })
  asideAt: Date;
}
