import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * How far the activities have been counted, by the pair (`tx`, id): whatever comes later in it was not counted yet. A
 * rebuild counts beside the generation that serves until it has come as far.
 */
@Entity('activity_readers')
@Index('activity_readers_serving', ['serving'], { unique: true, where: 'serving' })
export class ActivityReader {
  @PrimaryColumn('int')
  generation: number;

  @Column('bigint', { default: 0 })
  tx: string;

  @Column('uuid', { default: '00000000-0000-0000-0000-000000000000' })
  activityUuid: string;

  /** Whether answers are made of what it has counted. */
  @Column('boolean')
  serving: boolean;

  /** How many activities it has counted. */
  @Column('bigint', { default: 0 })
  counted: string;

  @Column('timestamptz', { default: () => 'now()' })
  begunAt: Date;
}
