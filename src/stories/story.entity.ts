import { Check, Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Project } from '../access/project.entity';
import { Row } from '../database/row';
import { Epic } from '../epics/epic.entity';
import { type StoryStatus, storyStatuses } from './story.flow';

/** `As a <role>, I want <want>, so that <benefit>`; a text of another shape is all `want`. */
export interface UserStory {
  role: string | null;
  want: string;
  benefit: string | null;
}

/** One line of a story's own change log. */
export interface StoryChange {
  at: string;
  by: string;
  change: string;
}

/** A piece of work that gives a user something. */
@Entity('stories')
@Unique(['projectId', 'storyId'])
@Index(['projectId', 'status', 'id'])
@Index(['projectId', 'createdAt'])
@Index(['projectId', 'endedAt'], { where: 'ended_at is not null' })
@Index(['projectId', 'id'])
@Check('story_points >= 0 and estimated_hours >= 0')
@Check("(status = 'BLOCKED') = (blocked_from is not null)")
export class Story extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** The readable id, of any shape: `1.1`. */
  @Column('text')
  storyId: string;

  @Index()
  @Column('uuid', { nullable: true })
  epicUuid: string | null;

  @ManyToOne(() => Epic, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'epic_uuid' })
  epic: Relation<Epic> | null;

  @Column('text')
  title: string;

  @Column('jsonb', { nullable: true })
  userStory: UserStory | null;

  @Column('enum', { enum: storyStatuses, enumName: 'story_status', default: 'DRAFT' })
  status: StoryStatus;

  /** The status as a file had it, beside the canonical one. */
  @Column('text', { nullable: true })
  rawStatus: string | null;

  /** Where a blocked story came from and returns to. */
  @Column('enum', { enum: storyStatuses, enumName: 'story_status', nullable: true })
  blockedFrom: StoryStatus | null;

  /** Why it is blocked, was cancelled or reopened. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('double precision', { nullable: true })
  storyPoints: number | null;

  @Column('double precision', { nullable: true })
  estimatedHours: number | null;

  @Column('text', { array: true, default: [] })
  tags: string[];

  @Column('text', { array: true, default: [] })
  labels: string[];

  /** The agent or person that has it. */
  @Column('text', { nullable: true })
  assignee: string | null;

  /** The run that works on it, by its readable key. */
  @Column('text', { nullable: true })
  workflowKey: string | null;

  @Column('text', { nullable: true })
  devNotes: string | null;

  /** The files that the work has touched. */
  @Column('text', { array: true, default: [] })
  fileList: string[];

  @Column('jsonb', { default: [] })
  changeLog: StoryChange[];

  /** Counts the changes of what the story says and of its tasks; a quality gate holds for one revision. */
  @Column('int', { default: 1 })
  revision: number;

  /** Whether a passing quality gate is needed before it is done. */
  @Column('boolean', { default: true })
  gateRequired: boolean;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  /** When it was done or cancelled. */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
}
