import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type MemoryOperation, memoryOperations } from '../memory.flow';

/**
 * One use of one memory: who got it, for what, at which rank, and whether it helped. A retrieval writes several and must
 * not lock the project, memories and agents that everybody reads, so there are no foreign keys to these.
 */
@Entity('memory_integrations')
@Index(['memoryUuid', 'id'])
@Index('memory_integrations_at', { synchronize: false })
@Index('memory_integrations_by_agent', ['agentUuid', 'id'], { where: 'agent_uuid is not null' })
@Index('memory_integrations_judged', ['projectId', 'id'], { where: 'helped is not null' })
@Check('rank > 0')
export class MemoryIntegration {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('uuid')
  projectId: string;

  @Column('uuid')
  memoryUuid: string;

  /** For whom; null when no agent was named. */
  @Column('uuid', { nullable: true })
  agentUuid: string | null;

  @Column('text', { nullable: true })
  sessionId: string | null;

  @Column('text', { nullable: true })
  userId: string | null;

  @Column('enum', { enum: memoryOperations, enumName: 'memory_operation' })
  operation: MemoryOperation;

  /** What was asked, cut short and without secrets; null when nothing was. */
  @Column('text', { nullable: true })
  purpose: string | null;

  /** Its place in the answer, from 1; null when it was stored. */
  @Column('smallint', { nullable: true })
  rank: number | null;

  @Column('real', { nullable: true })
  relevance: number | null;

  /** As in the answer. */
  @Column('real', { nullable: true })
  confidence: number | null;

  /** What was said about it afterwards; null while nothing was. */
  @Column('boolean', { nullable: true })
  helped: boolean | null;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('timestamptz', { nullable: true })
  judgedAt: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;
}
