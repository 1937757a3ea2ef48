import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Story } from '../story.entity';

/** One story that has to be done before another. */
@Entity('story_dependencies')
@Check('story_uuid <> depends_on_uuid')
export class StoryDependency {
  @PrimaryColumn('uuid')
  storyUuid: string;

  @ManyToOne(() => Story, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'story_uuid' })
  story: Relation<Story>;

  @Index()
  @PrimaryColumn('uuid')
  dependsOnUuid: string;

  @ManyToOne(() => Story, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'depends_on_uuid' })
  dependsOn: Relation<Story>;

  @Column('uuid')
  projectId: string;
}
