import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** A write that was done under an `Idempotency-Key`, and its answer for whoever sends the same again. */
@Entity('idempotency_keys')
@Index(['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('uuid')
  projectId: string;

  /** Nobody is answered what another was: the UUID of the API key, or whoever everybody is on an open server. */
  @PrimaryColumn('text')
  actor: string;

  /** A hash of the key: with the key itself the answer is opened. */
  @PrimaryColumn('text')
  keyHash: string;

  /** A hash of method, address and body. */
  @Column('text')
  fingerprint: string;

  /** The body of the answer, sealed with the key, for it may hold what is shown only once. Null when there was none. */
  @Column('bytea', { nullable: true })
  answer: Buffer | null;

  /** The answer's `ETag`. */
  @Column('text', { nullable: true })
  tag: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
