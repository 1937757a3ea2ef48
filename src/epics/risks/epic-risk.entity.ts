import { Check, Column, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Row } from '../../database/row';
import { Epic } from '../epic.entity';

export const riskStates = ['OPEN', 'MITIGATED', 'OCCURRED', 'CLOSED'] as const;
export type RiskState = (typeof riskStates)[number];

/** Something that may go wrong with an epic. */
@Entity('epic_risks')
@Check('probability between 1 and 5 and impact between 1 and 5')
export class EpicRisk extends Row {
  @Column('uuid')
  projectId: string;

  @Index()
  @Column('uuid')
  epicUuid: string;

  @ManyToOne(() => Epic, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'epic_uuid' })
  epic: Relation<Epic>;

  @Column('text')
  risk: string;

  /** 1 (unlikely) to 5 (nearly certain). */
  @Column('smallint')
  probability: number;

  /** 1 (a nuisance) to 5 (the end of the epic). */
  @Column('smallint')
  impact: number;

  @Column('text', { nullable: true })
  owner: string | null;

  @Column('text', { nullable: true })
  mitigation: string | null;

  @Column('enum', { enum: riskStates, enumName: 'risk_state', default: 'OPEN' })
  state: RiskState;
}
