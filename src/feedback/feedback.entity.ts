import { Check, Column, Entity, Index, ManyToOne, type Relation } from 'typeorm';
import { Project } from '../access/project.entity';
import { Row } from '../database/row';

/** What somebody may say something about. */
export const feedbackSubjects = ['PROJECT', 'AGENT', 'WORKFLOW', 'TASK', 'STORY', 'EPIC'] as const;
export type FeedbackSubject = (typeof feedbackSubjects)[number];

/** What somebody thought of something. Never changes. */
@Entity('feedback')
@Index(['projectId', 'id'])
@Index('feedback_given', ['projectId', 'createdAt'])
@Check('rating between 1 and 5')
@Check("(subject_type = 'PROJECT') = (subject_uuid is null) and (subject_uuid is null) = (subject_id is null)")
export class Feedback extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('enum', { enum: feedbackSubjects, enumName: 'feedback_subject' })
  subjectType: FeedbackSubject;

  /** Null of the project itself. No foreign key: what was said stays. */
  @Column('uuid', { nullable: true })
  subjectUuid: string | null;

  /** What people call it. */
  @Column('text', { nullable: true })
  subjectId: string | null;

  /** From 1, bad, to 5, good. */
  @Column('smallint')
  rating: number;

  @Column('text', { nullable: true })
  comment: string | null;

  /** Who said it, when it was not whoever sent it. */
  @Column('text', { nullable: true })
  userId: string | null;

  /** Who sent it. */
  @Column('text')
  actor: string;
}
