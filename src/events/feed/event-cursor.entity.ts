import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The cursor that says how many positions have been given. */
export const HEAD = 'head';

/** How far a named reader has come in the feed. */
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
