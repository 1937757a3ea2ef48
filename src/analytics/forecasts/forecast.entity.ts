import { Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Project } from '../../access/project.entity';

export const forecastSubjects = ['EPIC', 'WORKFLOW'] as const;
export type ForecastSubject = (typeof forecastSubjects)[number];

/** What the server foretold about an epic or a run, once a day, to be held against what came. */
@Entity('forecasts')
@Index(['projectId', 'id'])
@Index(['subjectUuid', 'day'], { unique: true })
@Index('forecasts_unsettled', ['subjectType', 'subjectUuid'], { where: 'ended_at is null' })
export class Forecast {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('text')
  subjectType: ForecastSubject;

  @Column('uuid')
  subjectUuid: string;

  /** What people call it. */
  @Column('text')
  subjectId: string;

  /** The day on which it was made, in UTC. */
  @Column('date')
  day: string;

  @CreateDateColumn({ type: 'timestamptz' })
  madeAt: Date;

  /** The stories or stages that were left. */
  @Column('int')
  remaining: number;

  /** By when it ends in 50, 85 and 95 of 100 trials; null beyond the horizon. */
  @Column('timestamptz', { nullable: true })
  p50At: Date | null;

  @Column('timestamptz', { nullable: true })
  p85At: Date | null;

  @Column('timestamptz', { nullable: true })
  p95At: Date | null;

  /** When it really ended. */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  /** Whether it was given up, which nobody foretells. */
  @Column('boolean', { default: false })
  givenUp: boolean;
}
