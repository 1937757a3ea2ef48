import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the activities of one agent, or of all agents of a project, add up to over one piece of time. */
@Entity('activity_rollups')
export class ActivityRollup {
  /** The reader that counted them. */
  @PrimaryColumn('int')
  generation: number;

  /** How long the piece is: 1, 24, 192 or 1536. */
  @PrimaryColumn('smallint')
  hours: number;

  /** A multiple of its length after the epoch. */
  @PrimaryColumn('timestamptz')
  startsAt: Date;

  @PrimaryColumn('uuid')
  projectId: string;

  /** The agent; the project for all of its agents together. No foreign key: it goes with its last activity. */
  @PrimaryColumn('uuid')
  whose: string;

  @Column('int')
  activities: number;

  /** Those that somebody waited for: with a response time. */
  @Column('int')
  requests: number;

  /** The requests that the server carried out. */
  @Column('int')
  succeeded: number;

  /** Their response times together, in microseconds; null over none. */
  @Column('numeric', { nullable: true })
  responseUs: string | null;

  /** How many there are of each type, packed, by the number of its name. */
  @Column('numeric', { nullable: true })
  byType: string | null;

  /** How many failed with each problem, packed, by the number of its name. */
  @Column('numeric', { nullable: true })
  errors: string | null;

  /** A histogram of the response times, packed. */
  @Column('numeric', { nullable: true })
  responses: string | null;
}
