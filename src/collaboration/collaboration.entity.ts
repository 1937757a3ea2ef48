import { Check, Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Project } from '../access/project.entity';
import { Agent } from '../agents/agent.entity';
import { Row } from '../database/row';
import { Task } from '../tasks/task.entity';
import type { Gap } from './handoffs/completeness';
import { type HandoffStatus, handoffStatuses } from './handoffs/handoff.flow';

/** The first of these is a contract with moves of its own; the others have a start and an end. */
export const collaborationTypes = ['HANDOFF', 'REVIEW', 'CONSULTATION', 'PARALLEL'] as const;
export type CollaborationType = (typeof collaborationTypes)[number];

/** What changes hands: a document or file, by its name. */
export interface HandoffArtifact {
  name: string;
  /** Where it lies in the team's repository. */
  path: string | null;
}

/** Agents that work together: a handoff, a review, a consultation, work side by side. */
@Entity('agent_collaborations')
@Unique(['projectId', 'collaborationId'])
@Index(['projectId', 'id'])
@Index(['projectId', 'startedAt'])
@Index('collaborations_open', ['projectId', 'id'], { where: "ended_at is null and type <> 'HANDOFF'" })
@Index('collaborations_with', ['participants'], { type: 'gin', where: "type <> 'HANDOFF'" })
@Index(['projectId', 'status', 'id'], { where: 'status is not null' })
@Index(['projectId', 'workflowKey', 'id'], { where: 'workflow_key is not null' })
@Index('handoffs_given', ['fromAgentUuid', 'id'], { where: 'from_agent_uuid is not null' })
@Index('handoffs_taken', ['toAgentUuid', 'id'], { where: 'to_agent_uuid is not null' })
@Index('handoffs_offered', ['toAgentUuid', 'expiresAt'], { where: "status = 'OFFERED'" })
@Index('stages_offered', ['runUuid', 'stageId'], { where: "status = 'OFFERED' and stage_id is not null" })
@Index('handoffs_expiring', ['expiresAt'], { where: "status = 'OFFERED'" })
@Check(
  "num_nonnulls(status, from_agent_uuid, to_agent_uuid, expires_at, completeness) = case when type = 'HANDOFF' then 5 else 0 end",
)
@Check("status is null or (status in ('OFFERED', 'ACCEPTED')) = (ended_at is null)")
@Check("coalesce(status in ('ACCEPTED', 'COMPLETED'), false) = (accepted_at is not null)")
@Check("coalesce(status = 'REJECTED', false) = (rejection_reason is not null)")
@Check("quality is null or coalesce(status = 'COMPLETED', false)")
@Check("success_rating is null or (type <> 'HANDOFF' and ended_at is not null)")
@Check('completeness between 0 and 100 and quality between 0 and 100 and success_rating between 0 and 100')
export class Collaboration extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** The readable id: `H-12` of a handoff, `C-3` of any other. Never given out twice. */
  @Column('text')
  collaborationId: string;

  @Column('enum', { enum: collaborationTypes, enumName: 'collaboration_type' })
  type: CollaborationType;

  /** The agents (UUIDs): the giver and the receiver of a handoff; of any other, whoever asked for it first. */
  @Column('uuid', { array: true })
  participants: string[];

  /** What it is about; of a handoff, where the work stands. */
  @Column('text')
  summary: string;

  /** A text, or free form; null when nothing was given. */
  @Column('jsonb', { nullable: true })
  context: string | Record<string, unknown> | null;

  @Index({ where: 'task_uuid is not null' })
  @Column('uuid', { nullable: true })
  taskUuid: string | null;

  @ManyToOne(() => Task, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'task_uuid' })
  task: Relation<Task> | null;

  /** The run that it belongs to, by its readable key. */
  @Column('text', { nullable: true })
  workflowKey: string | null;

  /** The subject of that run's events, where there is such a run. No foreign key: this feature knows no runs. */
  @Column('uuid', { nullable: true })
  runUuid: string | null;

  /** The stage of the run that the work is, by its readable id. */
  @Column('text', { nullable: true })
  stageId: string | null;

  /** The conversation in which it began: of a handoff, the giver's. */
  @Column('text', { nullable: true })
  sessionId: string | null;

  @Column('text', { nullable: true })
  userId: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  /** What was said of it at its end. */
  @Column('text', { nullable: true })
  feedback: string | null;

  /** How well it went, 0 to 100; a handoff has `quality` instead. */
  @Column('smallint', { nullable: true })
  successRating: number | null;

  /** The state of a handoff; null of any other, as all that follows. */
  @Column('enum', { enum: handoffStatuses, enumName: 'handoff_status', nullable: true })
  status: HandoffStatus | null;

  @Column('uuid', { nullable: true })
  fromAgentUuid: string | null;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'from_agent_uuid' })
  fromAgent: Relation<Agent> | null;

  @Column('uuid', { nullable: true })
  toAgentUuid: string | null;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'to_agent_uuid' })
  toAgent: Relation<Agent> | null;

  /** Why the work changes hands. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('jsonb', { default: [] })
  artifacts: HandoffArtifact[];

  /** Null where nobody has said; empty where there are none. */
  @Column('text', { array: true, nullable: true })
  openQuestions: string[] | null;

  /** What will be looked at when the work is done. */
  @Column('text', { array: true, default: [] })
  acceptancePoints: string[];

  /** How much of what a receiver needs is there, 0 to 100, as judged when it was offered. */
  @Column('smallint', { nullable: true })
  completeness: number | null;

  /** What was missing then. */
  @Column('jsonb', { default: [] })
  missing: Gap[];

  /** When an offer that nobody has answered expires. */
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { nullable: true })
  acceptedAt: Date | null;

  /** The receiver's conversation. */
  @Column('text', { nullable: true })
  acceptedSession: string | null;

  @Column('text', { nullable: true })
  rejectionReason: string | null;

  /** The receiver's rating, 0 to 100. */
  @Column('smallint', { nullable: true })
  quality: number | null;
}
