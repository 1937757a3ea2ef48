import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last number given out for one kind of readable id in one project. */
@Entity('counters')
export class Counter {
  @PrimaryColumn('uuid')
  projectId: string;

  /** What is numbered: `workflow:greenfield-fullstack`. */
  @PrimaryColumn('text')
  name: string;

  @Column('int')
  value: number;
}
