import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Whose turn it is to look whether something is wrong: one row, held by the server that looks. */
@Entity('alert_turns')
@Check('id = 1')
export class AlertTurn {
  @PrimaryColumn('smallint', { default: 1 })
  id: number;

  /** When it was looked last. */
  @Column('timestamptz')
  at: Date;
}
