import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A type of activity or of a problem, and the number of the counter that counts it. */
@Entity('activity_names')
@Unique(['name'])
export class ActivityName {
  @PrimaryColumn('smallint')
  number: number;

  @Column('text')
  name: string;
}
