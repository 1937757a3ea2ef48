import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Row } from '../../database/row';
import { Epic } from '../epic.entity';

/** A figure by which one sees whether an objective is reached. */
@Entity('key_results')
@Unique(['epicUuid', 'objective', 'name'])
export class KeyResult extends Row {
  @Column('uuid')
  projectId: string;

  @Column('uuid')
  epicUuid: string;

  @ManyToOne(() => Epic, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'epic_uuid' })
  epic: Relation<Epic>;

  /** The place of its objective in the epic, from 0. */
  @Column('int')
  objective: number;

  @Column('text')
  name: string;

  @Column('double precision')
  target: number;

  @Column('double precision', { default: 0 })
  current: number;

  /** What is counted: `%`, `ms`, `orders`. */
  @Column('text', { nullable: true })
  unit: string | null;
}
