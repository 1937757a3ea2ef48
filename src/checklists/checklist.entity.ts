import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Project } from '../access/project.entity';
import { Row } from '../database/row';
import { Definition } from '../definitions/definition.entity';
import { Story } from '../stories/story.entity';

/** A checklist definition in use. */
@Entity('checklists')
@Index(['projectId', 'id'])
export class Checklist extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** The id of the definition: `story-dod-checklist`. */
  @Column('text')
  checklistId: string;

  /** The very version of the definition that it was made from. */
  @Index()
  @Column('uuid')
  definitionUuid: string;

  @ManyToOne(() => Definition, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'definition_uuid' })
  definition: Relation<Definition>;

  @Column('text')
  name: string;

  @Index()
  @Column('uuid', { nullable: true })
  storyUuid: string | null;

  @ManyToOne(() => Story, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'story_uuid' })
  story: Relation<Story> | null;

  /** The run that it is for, by its readable key. */
  @Column('text', { nullable: true })
  workflowKey: string | null;

  /** Whether its story is not done before every item is settled. */
  @Column('boolean', { default: false })
  required: boolean;

  /** The conditions that hold, such as `BROWNFIELD`: items tagged with another one do not apply. */
  @Column('text', { array: true, default: [] })
  conditions: string[];

  @Column('text')
  createdBy: string;
}
