import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One life of a server on this database, from its start to its end. One that was seen long ago and has not stopped has crashed. */
@Entity('server_lives')
@Index(['seenAt'])
export class ServerLife {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt: Date;

  /** When it last said that it lives. */
  @Column('timestamptz', { default: () => 'now()' })
  seenAt: Date;

  /** When it was stopped in good order. */
  @Column('timestamptz', { nullable: true })
  stoppedAt: Date | null;
}
