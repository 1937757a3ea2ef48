import { Check, Column, Entity, Index, ManyToOne, type Relation, Unique } from 'typeorm';
import { Row } from '../../database/row';
import { Project } from '../project.entity';
import type { ApiScope } from './api-scope';

/** What lets somebody in. Of the key itself only a hash is kept. */
@Entity('api_keys')
@Unique(['prefix'])
@Unique(['previousPrefix'])
@Check("cardinality(scopes) > 0 and scopes <@ array['READ', 'WRITE', 'ADMIN']")
@Check('num_nonnulls(agent_id, user_id) <= 1')
@Check('num_nulls(previous_prefix, previous_hash, previous_until) in (0, 3)')
@Check('(revoked_at is null) = (revoked_by is null)')
export class ApiKey extends Row {
  /** The only project that it opens; null for all. */
  @Index()
  @Column('uuid', { nullable: true })
  projectId: string | null;

  @ManyToOne(() => Project, { onDelete: 'CASCADE', nullable: true })
  project: Relation<Project> | null;

  /** What people call it. */
  @Column('text')
  name: string;

  /** The part of the key that finds it: `bmad_1f2e3d4c5b6a`. */
  @Column('text')
  prefix: string;

  /** SHA-256 of the whole key, in hex. */
  @Column('text')
  hash: string;

  @Column('text', { array: true })
  scopes: ApiScope[];

  /** The agent that acts with it, by name. */
  @Column('text', { nullable: true })
  agentId: string | null;

  /** The person or service that acts with it. */
  @Column('text', { nullable: true })
  userId: string | null;

  @Column('text')
  createdBy: string;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  @Column('text', { nullable: true })
  revokedBy: string | null;

  /** The key before a rotation, and until when it is taken too. */
  @Column('text', { nullable: true })
  previousPrefix: string | null;

  @Column('text', { nullable: true })
  previousHash: string | null;

  @Column('timestamptz', { nullable: true })
  previousUntil: Date | null;
}
