import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Project } from '../access/project.entity';
import { Agent } from './agent.entity';
import { AgentSession } from './agent-session.entity';

/** Tasks and stages that were ended, as SQL: an index holds these alone, and serves whoever asks for them in these words. */
export const ENDS_OF_WORK =
  "success and activity_type in ('TASK_COMPLETED', 'TASK_FAILED', 'STAGE_COMPLETED', 'STAGE_FAILED')";

/** One thing that an agent did or tried, with how long the server took and whether it worked. */
@Entity('agent_activities')
@Index(['agentUuid', 'id'])
@Index(['agentUuid', 'at'])
@Index(['tx', 'id'])
@Index('activities_of_ends', ['projectId', 'id'], { where: ENDS_OF_WORK })
export class AgentActivity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('uuid')
  agentUuid: string;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'agent_uuid' })
  agent: Relation<Agent>;

  @Index()
  @Column('uuid', { nullable: true })
  sessionUuid: string | null;

  @ManyToOne(() => AgentSession, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'session_uuid' })
  session: Relation<AgentSession> | null;

  /** `ACTIVATED`, `STAGE_COMPLETED`, … */
  @Column('text')
  activityType: string;

  @Column('text')
  actor: string;

  /** The user of the session, if any. */
  @Column('text', { nullable: true })
  userId: string | null;

  @Column('boolean')
  success: boolean;

  /** The type of the problem, when it did not succeed. */
  @Column('text', { nullable: true })
  error: string | null;

  /** How long the server worked on it, in milliseconds; null when nobody asked for it, as when a session expires. */
  @Column('real', { nullable: true })
  responseTimeMs: number | null;

  /** Ids and small facts. */
  @Column('jsonb', { default: {} })
  details: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;

  /** The id of the transaction that wrote it: whoever counts activities reads on by the pair (`tx`, id). */
  @Column('bigint', { default: () => 'current_tx()', select: false })
  tx: string;
}
