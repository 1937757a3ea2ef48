import { Column, Entity, Unique } from 'typeorm';
import { Row } from '../database/row';

/** The wall between teams: every other row belongs to exactly one project. */
@Entity('projects')
@Unique(['key'])
export class Project extends Row {
  /** The readable id, as sent in `X-BMAD-Project`. Never changes. */
  @Column('text')
  key: string;

  @Column('text')
  name: string;
}
