import { Check, Column, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Project } from '../access/project.entity';
import { Row } from '../database/row';
import { Agent } from './agent.entity';

export const sessionEnds = ['DEACTIVATED', 'EXPIRED'] as const;
export type SessionEnd = (typeof sessionEnds)[number];

/** One conversation with an agent. It lives until it is deactivated or its heartbeat stops. */
@Entity('agent_sessions')
@Index('agent_sessions_live', ['agentUuid', 'sessionId'], { unique: true, where: 'ended_at is null' })
@Index('agent_sessions_expiring', ['expiresAt'], { where: 'ended_at is null' })
@Index('agent_sessions_active', ['projectId', 'id'], { where: 'ended_at is null' })
@Index('agent_sessions_ended', ['endedAt'], { where: 'ended_at is not null' })
@Index(['agentUuid', 'id'])
@Index(['projectId', 'sessionId'])
@Check('open_work >= 0')
export class AgentSession extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('uuid')
  agentUuid: string;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'agent_uuid' })
  agent: Relation<Agent>;

  /** The client's own id of the conversation. */
  @Column('text')
  sessionId: string;

  @Column('text')
  userId: string;

  /** Free form, as given at activation. */
  @Column('jsonb', { default: {} })
  context: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  heartbeatAt: Date;

  /** When it ends by itself unless a heartbeat comes before. */
  @Column('timestamptz')
  expiresAt: Date;

  /** An expired one ended when it ran out, however late that was noticed. */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('enum', { enum: sessionEnds, enumName: 'session_end', nullable: true })
  endReason: SessionEnd | null;

  /** How many stages and tasks it has in progress. */
  @Column('int', { default: 0 })
  openWork: number;
}
