import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the criteria and tasks of a story add up to. The view `story_rollups` works it out for every reader; nothing is stored. */
@Entity('story_rollups', { synchronize: false })
export class StoryRollup {
  @PrimaryColumn('uuid')
  storyUuid: string;

  @Column('uuid')
  projectId: string;

  @Column('int')
  criteriaTotal: number;

  @Column('int')
  criteriaMet: number;

  @Column('int')
  tasksTotal: number;

  @Column('int')
  tasksCompleted: number;

  @Column('int')
  tasksOpen: number;

  @Column('double precision')
  hoursEstimated: number | null;

  @Column('double precision')
  hoursActual: number | null;
}
