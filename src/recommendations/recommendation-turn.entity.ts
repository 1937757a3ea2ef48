import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Project } from '../access/project.entity';

/** When each project was looked at last for what there is to recommend. Held by whoever looks. */
@Entity('recommendation_turns')
@Index(['at'])
export class RecommendationTurn {
  @PrimaryColumn('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'project_id' })
  project: Relation<Project>;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;
}
