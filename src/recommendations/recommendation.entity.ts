import { Check, Column, Entity, Index, ManyToOne, type Relation } from 'typeorm';
import { Project } from '../access/project.entity';
import type { Unit } from '../analytics/figures/definition';
import { Row } from '../database/row';
import {
  type RecommendationKind,
  recommendationKinds,
  type RecommendationStatus,
  recommendationStatuses,
} from './recommendation.flow';
import type { EvidenceRow } from './rules/rule';

/** Something that the team should change, why, and what came of it. At most one about the same thing is open or accepted. */
@Entity('recommendations')
@Index(['projectId', 'id'])
@Index(['projectId', 'status', 'id'])
@Index('recommendations_standing', ['projectId', 'fingerprint'], {
  unique: true,
  where: "status in ('OPEN', 'ACCEPTED')",
})
@Index('recommendations_of_kind', ['projectId', 'kind', 'endedAt'])
@Check('confidence between 0 and 1')
@Check("(status = 'OPEN') = (ended_at is null and accepted_at is null)")
@Check("(status in ('OPEN', 'ACCEPTED')) = (ended_at is null)")
@Check("(status = 'ACCEPTED') = (verify_at is not null)")
export class Recommendation extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('enum', { enum: recommendationKinds, enumName: 'recommendation_kind' })
  kind: RecommendationKind;

  /** The same for all that says the same about the same thing. */
  @Column('text')
  fingerprint: string;

  @Column('enum', { enum: recommendationStatuses, enumName: 'recommendation_status', default: 'OPEN' })
  status: RecommendationStatus;

  /** What kind of thing it is about: `agent`. */
  @Column('text')
  subjectType: string;

  /** What tells the thing from all others. */
  @Column('text')
  subjectKey: string;

  /** What people call it. */
  @Column('text')
  subjectId: string;

  /** What was found, in a sentence. */
  @Column('text')
  summary: string;

  /** What to do about it. */
  @Column('text')
  action: string;

  /** What that should change. */
  @Column('text')
  effect: string;

  /** What was measured. */
  @Column('text')
  figure: string;

  @Column('text')
  unit: Unit;

  /** Its value when it was found last, and over how many rows. */
  @Column('double precision')
  value: number;

  @Column('int')
  rowsOver: number;

  /** What it should come to. */
  @Column('double precision')
  expected: number;

  @Column('real')
  confidence: number;

  @Column('jsonb')
  evidence: EvidenceRow[];

  /** The time that was looked at. */
  @Column('timestamptz')
  windowFrom: Date;

  @Column('timestamptz')
  windowTo: Date;

  /** When it was found last, and how often. */
  @Column('timestamptz', { default: () => 'now()' })
  seenAt: Date;

  @Column('int', { default: 1 })
  timesSeen: number;

  @Column('timestamptz', { nullable: true })
  acceptedAt: Date | null;

  /** Who accepted or dismissed it. */
  @Column('text', { nullable: true })
  answeredBy: string | null;

  /** What they said. */
  @Column('text', { nullable: true })
  reason: string | null;

  /** When it will be measured whether it has helped; only while it is accepted. */
  @Column('timestamptz', { nullable: true })
  verifyAt: Date | null;

  /** When it was dismissed, verified, refuted, or over. */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  /** What the figure had come to when it was measured again, and over how many rows. */
  @Column('double precision', { nullable: true })
  measured: number | null;

  @Column('int', { nullable: true })
  measuredOver: number | null;
}
