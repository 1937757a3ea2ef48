import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the stories and tasks of an epic add up to. The view `epic_rollups` works it out for every reader; nothing is stored. */
@Entity('epic_rollups', { synchronize: false })
export class EpicRollup {
  @PrimaryColumn('uuid')
  epicUuid: string;

  @Column('uuid')
  projectId: string;

  @Column('int')
  storiesTotal: number;

  @Column('int')
  storiesDone: number;

  @Column('int')
  storiesCancelled: number;

  @Column('double precision')
  pointsTotal: number;

  @Column('double precision')
  pointsDone: number;

  @Column('double precision')
  hoursEstimated: number | null;

  @Column('double precision')
  hoursActual: number | null;

  @Column('int')
  tasksTotal: number;

  @Column('int')
  tasksCompleted: number;

  @Column('int')
  tasksOpen: number;

  @Column('int')
  progressPercentage: number;
}
