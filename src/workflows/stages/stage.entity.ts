import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Project } from '../../access/project.entity';
import { AgentSession } from '../../agents/agent-session.entity';
import { Row } from '../../database/row';
import type { WorkflowStep } from '../../definitions/parse/workflow';
import { Task } from '../../tasks/task.entity';
import { Run } from '../run.entity';
import { type StageStatus, stageStatuses } from './stage.flow';

/** One step of a run, in one pass. */
@Entity('workflow_stages')
@Unique(['runUuid', 'stageId'])
@Index(['runUuid', 'position'])
@Index(['projectId', 'endedAt'], { where: 'ended_at is not null' })
@Index('workflow_stages_open', ['projectId', 'status'], { where: "status in ('READY', 'ACTIVE', 'FAILED')" })
export class Stage extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('uuid')
  runUuid: string;

  @ManyToOne(() => Run, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_uuid' })
  run: Relation<Run>;

  /** The readable id, unique in its run: `prd-md`; in the second pass of a cycle `story-md.2`. */
  @Column('text')
  stageId: string;

  /** Its place in the run, from 1. */
  @Column('int')
  position: number;

  /** Which turn of a cycle it belongs to, from 1. */
  @Column('int', { default: 1 })
  pass: number;

  /** The cycle that it belongs to, by the readable id of its first stage; null outside of cycles. */
  @Column('text', { nullable: true })
  cycle: string | null;

  /** The passes that have to be settled before its own. */
  @Column('int', { array: true, default: [] })
  afterPasses: number[];

  /** The story that its pass is for, by its readable id. */
  @Column('text', { nullable: true })
  storyId: string | null;

  /** The run's round in which it began anew: what was handed in or decided before counts no more. */
  @Column('int', { default: 0 })
  round: number;

  /** The task that goes along with it. */
  @Index({ where: 'task_uuid is not null' })
  @Column('uuid', { nullable: true })
  taskUuid: string | null;

  @ManyToOne(() => Task, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'task_uuid' })
  task: Relation<Task> | null;

  @Column('text')
  name: string;

  /** The step as the definition has it. */
  @Column('jsonb')
  step: WorkflowStep;

  /** Who may do it; one agent once that is decided, none where no agent is named. */
  @Column('text', { array: true })
  agentIds: string[];

  @Column('enum', { enum: stageStatuses, enumName: 'stage_status', default: 'PENDING' })
  status: StageStatus;

  /** How often it was started. */
  @Column('int', { default: 0 })
  attempt: number;

  /** Who took it. */
  @Column('text', { nullable: true })
  agentId: string | null;

  /** In which conversation. */
  @Column('text', { nullable: true })
  sessionId: string | null;

  /** The live session that holds it, while it is ACTIVE. */
  @Index()
  @Column('uuid', { nullable: true })
  sessionUuid: string | null;

  @ManyToOne(() => AgentSession, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'session_uuid' })
  session: Relation<AgentSession> | null;

  /** The prose requirements that whoever started it has confirmed. */
  @Column('text', { array: true, default: [] })
  acknowledged: string[];

  @Column('timestamptz', { nullable: true })
  readyAt: Date | null;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  /** Free form, as given at completion. */
  @Column('jsonb', { default: {} })
  outputs: Record<string, unknown>;

  /** 0 to 100, as given at completion. */
  @Column('smallint', { nullable: true })
  qualityScore: number | null;

  /** What was said at completion. */
  @Column('text', { nullable: true })
  notes: string | null;

  /** Why it was skipped or failed. */
  @Column('text', { nullable: true })
  reason: string | null;
}
