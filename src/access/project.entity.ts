import { Check, Column, Entity, Unique } from 'typeorm';
import { Row } from '../database/row';

/** The wall between teams: every other row belongs to exactly one project. */
@Entity('projects')
@Unique(['key'])
@Check('(archived_at is null) = (archived_by is null)')
export class Project extends Row {
  /** The readable id, as sent in `X-BMAD-Project`. Never changes. */
  @Column('text')
  key: string;

  @Column('text')
  name: string;

  /** What it is about. */
  @Column('text', { nullable: true })
  description: string | null;

  /** Free form, for whatever works with the project; the server does not look at it. */
  @Column('jsonb', { default: {} })
  settings: object;

  /** Since when nobody may write in it. */
  @Column('timestamptz', { nullable: true })
  archivedAt: Date | null;

  @Column('text', { nullable: true })
  archivedBy: string | null;
}
