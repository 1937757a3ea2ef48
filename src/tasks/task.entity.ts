import { Check, Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Project } from '../access/project.entity';
import { AgentSession } from '../agents/agent-session.entity';
import { Agent } from '../agents/agent.entity';
import { Row } from '../database/row';
import { Epic } from '../epics/epic.entity';
import { Story } from '../stories/story.entity';
import { type TaskPriority, taskPriorities, type TaskStatus, taskStatuses } from './task.flow';

/** A piece of work for one agent at a time. */
@Entity('tasks')
@Unique(['projectId', 'taskId'])
@Index(['projectId', 'id'])
@Index(['projectId', 'status', 'id'])
@Index('tasks_ended', { synchronize: false })
@Index(['projectId', 'createdAt'])
@Index(['projectId', 'agentId', 'id'], { where: 'agent_id is not null' })
@Index(['projectId', 'workflowKey'], { where: 'workflow_key is not null' })
@Index('tasks_open', ['projectId', 'agentId'], {
  where: "agent_id is not null and status not in ('COMPLETED', 'CANCELLED')",
})
@Index('tasks_ready', { synchronize: false })
@Index('tasks_leased', ['leaseExpiresAt'], { where: 'lease_token is not null' })
@Check('waits_for >= 0')
@Check('quality_score between 0 and 100')
@Check('estimated_hours >= 0 and actual_hours >= 0')
@Check('(lease_token is null) = (lease_expires_at is null)')
@Check("lease_token is null or status in ('IN_PROGRESS', 'REVIEW')")
export class Task extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** The readable id: `T-12`. Never given out twice. */
  @Column('text')
  taskId: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  /** What kind of work it is, in the team's own words: `code`, `test`. */
  @Column('text', { nullable: true })
  taskType: string | null;

  @Column('enum', { enum: taskStatuses, enumName: 'task_status', default: 'PENDING' })
  status: TaskStatus;

  @Column('enum', { enum: taskPriorities, enumName: 'task_priority', default: 'MEDIUM' })
  priority: TaskPriority;

  /** The agent that it is for; null where any may take it. */
  @Column('text', { nullable: true })
  agentId: string | null;

  /** The run that it belongs to, by its readable key. */
  @Column('text', { nullable: true })
  workflowKey: string | null;

  /** Whether something else goes along with it, a stage of a run: then it moves only together with that. */
  @Column('boolean', { default: false })
  tied: boolean;

  /** Whether its work is to judge its story, not to change it. */
  @Column('boolean', { default: false })
  judges: boolean;

  @Index({ where: 'story_uuid is not null' })
  @Column('uuid', { nullable: true })
  storyUuid: string | null;

  @ManyToOne(() => Story, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'story_uuid' })
  story: Relation<Story> | null;

  /** Its own epic. Null for a task of a story: it belongs to the epic of its story, whichever that is by then. */
  @Index({ where: 'epic_uuid is not null' })
  @Column('uuid', { nullable: true })
  epicUuid: string | null;

  @ManyToOne(() => Epic, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'epic_uuid' })
  epic: Relation<Epic> | null;

  /** How many of the tasks that it depends on are not over yet. It is ready when PENDING and this is 0. */
  @Column('int', { default: 0 })
  waitsFor: number;

  @Column('double precision', { nullable: true })
  estimatedHours: number | null;

  /** As given at completion, else the time in progress so far, over all attempts. */
  @Column('double precision', { nullable: true })
  actualHours: number | null;

  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;

  /** The task definition to follow. */
  @Column('text', { nullable: true })
  template: string | null;

  @Column('text', { array: true, default: [] })
  tags: string[];

  /** Fences the writes of whoever has claimed it; a new claim draws a new one. */
  @Column('uuid', { nullable: true })
  leaseToken: string | null;

  @Column('timestamptz', { nullable: true })
  leaseExpiresAt: Date | null;

  /** Who has it or had it last. */
  @Column('text', { nullable: true })
  claimedBy: string | null;

  /** The same agent as a row: readable ids are unique in their pack only. */
  @Index({ where: 'claimed_by_uuid is not null' })
  @Column('uuid', { nullable: true })
  claimedByUuid: string | null;

  @ManyToOne(() => Agent, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'claimed_by_uuid' })
  claimer: Relation<Agent> | null;

  /** In which conversation. */
  @Column('text', { nullable: true })
  claimedSession: string | null;

  /** The live session that counts it as open work. */
  @Index({ where: 'session_uuid is not null' })
  @Column('uuid', { nullable: true })
  sessionUuid: string | null;

  @ManyToOne(() => AgentSession, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'session_uuid' })
  session: Relation<AgentSession> | null;

  /** How often it was taken up. */
  @Column('int', { default: 0 })
  attempt: number;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  /** When it was completed, failed or cancelled. */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('text', { array: true, default: [] })
  outputFiles: string[];

  @Column('jsonb', { default: {} })
  outputData: Record<string, unknown>;

  /** 0 to 100, as given at completion. */
  @Column('smallint', { nullable: true })
  qualityScore: number | null;

  @Column('text', { nullable: true })
  executionLog: string | null;

  /** What was found when the result was looked at. */
  @Column('text', { nullable: true })
  validationNotes: string | null;

  /** Why it is blocked, has failed or was cancelled. */
  @Column('text', { nullable: true })
  reason: string | null;
}
