import { Check, Column, Entity, Generated, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Project } from '../access/project.entity';
import { Agent } from '../agents/agent.entity';
import { Row } from '../database/row';
import { type MemoryCategory, memoryCategories, type MemoryStatus, memoryStatuses } from './memory.flow';
import { MemoryPlace } from './places/memory-place.entity';

/** Something that a team learned. */
@Entity('memories')
@Unique(['number'])
@Index(['projectId', 'id'])
@Index(['projectId', 'createdAt'])
@Index(['placeNumber', 'fingerprint'])
@Index(['episode', 'position'])
@Index(['agentUuid', 'id'])
@Index('memories_tags', { synchronize: false })
@Index('memories_recent', ['placeNumber', 'number'], { where: "status = 'ACTIVE'" })
@Check('importance between 0 and 1')
@Check('confidence between 0 and 1')
export class Memory extends Row {
  /** What postings call it: smaller than its id. */
  @Column('int')
  @Generated('increment')
  number: number;

  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('int')
  placeNumber: number;

  @ManyToOne(() => MemoryPlace, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'place_number' })
  place: Relation<MemoryPlace>;

  /** Who stored it; null where it was learned from somebody who is no agent of the project. */
  @Column('uuid', { nullable: true })
  agentUuid: string | null;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'agent_uuid' })
  agent: Relation<Agent> | null;

  /** The client's own id of the conversation that it comes from. */
  @Index({ where: 'session_id is not null' })
  @Column('text', { nullable: true })
  sessionId: string | null;

  @Column('text', { nullable: true })
  userId: string | null;

  /** The number of its episode; without a session it is an episode of its own: minus its number. */
  @Column('int')
  episode: number;

  /** Its place in the episode, from 1. */
  @Column('int')
  position: number;

  @Column('enum', { enum: memoryCategories, enumName: 'memory_category' })
  category: MemoryCategory;

  @Column('enum', { enum: memoryStatuses, enumName: 'memory_status', default: 'ACTIVE' })
  status: MemoryStatus;

  @Column('text')
  content: string;

  /** Free form. */
  @Column('jsonb', { default: {} })
  context: Record<string, unknown>;

  @Column('text', { array: true, default: [] })
  tags: string[];

  /** Whom and what it is about, the subject first. */
  @Column('text', { array: true, default: [] })
  entities: string[];

  /** 0 to 1. */
  @Column('real')
  importance: number;

  /** How sure whoever stored it was, 0 to 1. */
  @Column('real')
  confidence: number;

  /** When what it tells of was so. */
  @Column('timestamptz')
  occurredAt: Date;

  /** The memory that holds instead of it. */
  @Index({ where: 'superseded_by is not null' })
  @Column('uuid', { nullable: true })
  supersededBy: string | null;

  @ManyToOne(() => Memory, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'superseded_by' })
  successor: Relation<Memory> | null;

  /** How often it was said to have helped. */
  @Column('int', { default: 0 })
  usefulCount: number;

  /** How often it was said not to have helped. */
  @Column('int', { default: 0 })
  harmfulCount: number;

  /** What its text is like, as bits: see `Trait`. */
  @Column('smallint')
  traits: number;

  /** The same for memories that say the same in the same words. */
  @Column('uuid')
  fingerprint: string;

  /** Its words and entities, as in its postings; what search matches. */
  @Column('tsvector', { select: false })
  terms: string;
}
