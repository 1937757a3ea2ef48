import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * One thing that happened: outbox and audit in one table, written in the transaction of what it tells of.
 * Readers order by `position`, which is given once it is committed: an `id` may be drawn early and committed late.
 */
@Entity('events')
@Index('events_position', ['position'], { unique: true, where: 'position is not null' })
@Index('events_of_project', ['projectId', 'position'], { where: 'position is not null' })
@Index('events_pending', ['tx', 'id'], { where: 'position is null' })
@Index(['projectId', 'subjectId', 'id'])
@Index('events_failures', ['projectId', 'at'], { where: "type in ('task.failed', 'stage.failed')" })
@Index('events_run_keys', { synchronize: false })
export class Event {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  /** The id of the transaction that wrote it. */
  @Column('bigint')
  tx: string;

  /** Its place in the feed, 1, 2, 3 … without a gap; null for the moment until the sequencer has seen it. */
  @Column('bigint', { nullable: true })
  position: string | null;

  @Column('uuid')
  projectId: string;

  /** `<noun>.<what happened>`, such as `stage.completed`. */
  @Column('text')
  type: string;

  /** The noun that it is about. */
  @Column('text')
  subjectType: string;

  @Column('uuid')
  subjectId: string;

  /** Who caused it. */
  @Column('text')
  actor: string;

  /** Ids and small facts, never the row itself. */
  @Column('jsonb')
  data: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;
}
