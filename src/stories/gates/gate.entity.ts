import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { Story } from '../story.entity';

export const gateVerdicts = ['PASS', 'CONCERNS', 'FAIL', 'WAIVED'] as const;
export type GateVerdict = (typeof gateVerdicts)[number];

export const issueSeverities = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type IssueSeverity = (typeof issueSeverities)[number];

export interface GateIssue {
  id: string;
  severity: IssueSeverity;
  finding: string;
  suggested_action?: string;
  suggested_owner?: string;
}

/** One verdict on one revision of a story. Rows never change; the newest counts, while the story stays as it was. */
@Entity('quality_gates')
@Index(['storyUuid', 'id'])
@Index(['projectId', 'createdAt'])
@Check("(gate = 'WAIVED') = (waiver_reason is not null)")
@Check('(waiver_reason is null) = (waived_by is null) and (waiver_reason is null) = (waiver_expires_at is null)')
@Check('quality_score between 0 and 100')
export class QualityGate {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('uuid')
  projectId: string;

  @Column('uuid')
  storyUuid: string;

  @ManyToOne(() => Story, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'story_uuid' })
  story: Relation<Story>;

  /** The revision of the story that was judged. */
  @Column('int')
  revision: number;

  @Column('enum', { enum: gateVerdicts, enumName: 'gate_verdict' })
  gate: GateVerdict;

  /** Why, in one or two sentences. */
  @Column('text')
  statusReason: string;

  @Column('text', { nullable: true })
  reviewer: string | null;

  @Column('jsonb', { default: [] })
  topIssues: GateIssue[];

  /** What was looked at: tests, risks, traced criteria. */
  @Column('jsonb', { default: {} })
  evidence: Record<string, unknown>;

  /** Status and notes of security, performance, reliability, maintainability. */
  @Column('jsonb', { default: {} })
  nfrValidation: Record<string, unknown>;

  /** 0 to 100. */
  @Column('smallint', { nullable: true })
  qualityScore: number | null;

  @Column('text', { nullable: true })
  waiverReason: string | null;

  @Column('text', { nullable: true })
  waivedBy: string | null;

  @Column('timestamptz', { nullable: true })
  waiverExpiresAt: Date | null;

  @Column('text')
  actor: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
