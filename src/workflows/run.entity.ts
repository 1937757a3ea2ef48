import { Check, Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Project } from '../access/project.entity';
import { Row } from '../database/row';
import { Definition } from '../definitions/definition.entity';
import { type RunStatus, runStatuses } from './run.flow';

export const workflowTypes = ['GREENFIELD', 'BROWNFIELD', 'CUSTOM'] as const;
export type WorkflowType = (typeof workflowTypes)[number];

/** One run of a workflow definition, from start to its end. */
@Entity('workflows')
@Unique(['projectId', 'key'])
@Index(['projectId', 'status', 'id'])
@Index(['projectId', 'startedAt'])
@Index(['projectId', 'endedAt'], { where: 'ended_at is not null' })
@Index(['projectId', 'id'])
@Check("(status in ('COMPLETED', 'CANCELLED', 'FAILED')) = (ended_at is not null)")
export class Run extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** The readable id: `greenfield-fullstack-3`. */
  @Column('text')
  key: string;

  /** The id of the definition: `greenfield-fullstack`. */
  @Column('text')
  workflowId: string;

  /** The pack that it comes from; its agents are looked for there first. */
  @Column('text')
  pack: string;

  /** The very version of the definition that it started with. */
  @Index()
  @Column('uuid')
  definitionUuid: string;

  @ManyToOne(() => Definition, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'definition_uuid' })
  definition: Relation<Definition>;

  /** Which of the definition's sequences it follows. */
  @Column('text')
  variant: string;

  @Column('enum', { enum: workflowTypes, enumName: 'workflow_type' })
  workflowType: WorkflowType;

  @Column('text', { nullable: true })
  projectType: string | null;

  @Column('enum', { enum: runStatuses, enumName: 'workflow_status' })
  status: RunStatus;

  /** Who started it, and in which conversation. */
  @Column('text')
  userId: string;

  @Column('text')
  sessionId: string;

  /** The epic that it works on, by its readable id. */
  @Column('text', { nullable: true })
  epicId: string | null;

  /** Free form, as given at start. */
  @Column('jsonb', { default: {} })
  context: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt: Date;

  /** Since when it rests; null unless PAUSED. */
  @Column('timestamptz', { nullable: true })
  pausedAt: Date | null;

  /** How long it has rested before, in seconds. */
  @Column('double precision', { default: 0 })
  pausedSeconds: number;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  /** Why it was paused, cancelled, given up or ended early. */
  @Column('text', { nullable: true })
  reason: string | null;

  /** Counts its reworks and the passes that were opened: what was handed in before a stage's own round does not count for it. */
  @Column('int', { default: 0 })
  round: number;

  /** What its progress does not fall below: more passes make more work, but undo none. A rework sets it back. */
  @Column('smallint', { default: 0 })
  progressFloor: number;

  /** How many passes of a cycle may be open at once. */
  @Column('smallint', { default: 10 })
  parallelPasses: number;

  /** Whether each stage that is ready gets a task. */
  @Column('boolean', { default: false })
  createsTasks: boolean;

  /** The run that it was forked from. */
  @Index({ where: 'forked_from_uuid is not null' })
  @Column('uuid', { nullable: true })
  forkedFromUuid: string | null;

  @ManyToOne(() => Run, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'forked_from_uuid' })
  forkedFrom: Relation<Run> | null;

  /** The stage at which it took another way, by its readable id. */
  @Column('text', { nullable: true })
  forkedStage: string | null;
}
