import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RetentionKind } from './retention.options';

/** What was removed of one kind. Held by the server that removes. */
@Entity('retention_removals')
export class Removal {
  @PrimaryColumn('text')
  kind: RetentionKind;

  /** How many rows were removed, of all that ever were. */
  @Column('bigint', { default: 0 })
  removed: string;

  /** How many the last run removed. */
  @Column('bigint', { default: 0 })
  lastRemoved: string;

  /** When a run began last. */
  @Column('timestamptz', { nullable: true })
  lastRunAt: Date | null;
}
