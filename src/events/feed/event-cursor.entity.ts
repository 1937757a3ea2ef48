import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a named reader has come in the feed. The one named `head` says how many positions have been given. */
@Entity('event_cursors')
export class EventCursor {
  @PrimaryColumn('text')
  name: string;

  /** The position of the last event that was dealt with. */
  @Column('bigint', { default: 0 })
  position: string;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
