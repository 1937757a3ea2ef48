import { Check, Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Row } from '../../database/row';
import { Story } from '../story.entity';

export const criterionKinds = ['ACCEPTANCE', 'DEFINITION_OF_DONE'] as const;
export type CriterionKind = (typeof criterionKinds)[number];

/** What each kind is called in a readable id. */
export const criterionPrefix: Record<CriterionKind, string> = { ACCEPTANCE: 'AC', DEFINITION_OF_DONE: 'DOD' };

/** The readable id of a criterion in its story: `AC-1`, `DOD-2`. */
export const criterionName = ({ kind, number }: Pick<StoryCriterion, 'kind' | 'number'>): string =>
  `${criterionPrefix[kind]}-${number}`;

/** Something that must be true before a story is done. */
@Entity('story_criteria')
@Unique(['storyUuid', 'kind', 'number'])
@Check('met = (met_at is not null)')
export class StoryCriterion extends Row {
  @Column('uuid')
  projectId: string;

  @Column('uuid')
  storyUuid: string;

  @ManyToOne(() => Story, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'story_uuid' })
  story: Relation<Story>;

  @Column('enum', { enum: criterionKinds, enumName: 'criterion_kind' })
  kind: CriterionKind;

  /** Counts within its kind, from 1; never given out twice in a story. */
  @Column('int')
  number: number;

  @Column('text')
  text: string;

  @Column('boolean', { default: false })
  met: boolean;

  @Column('text', { nullable: true })
  metBy: string | null;

  @Column('timestamptz', { nullable: true })
  metAt: Date | null;

  /** What shows that it is met. */
  @Column('text', { nullable: true })
  evidence: string | null;
}
