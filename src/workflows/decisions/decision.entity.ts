import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Project } from '../../access/project.entity';
import { Run } from '../run.entity';
import { Stage } from '../stages/stage.entity';

export const decisionKinds = ['condition', 'route', 'repeat', 'agent'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** The answer to a question that a run asked, and who gave it. */
@Entity('workflow_decisions')
@Unique(['runUuid', 'name', 'round'])
export class Decision {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  @Column('uuid')
  runUuid: string;

  @ManyToOne(() => Run, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_uuid' })
  run: Relation<Run>;

  /** The stage for which it was asked. */
  @Index()
  @Column('uuid', { nullable: true })
  stageUuid: string | null;

  @ManyToOne(() => Stage, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'stage_uuid' })
  stage: Relation<Stage> | null;

  /** The run's round in which it was made; it counts while its stage has not begun anew since. */
  @Column('int', { default: 0 })
  round: number;

  /** The condition's name, or `route:<stage>`, `agent:<stage>`, `repeat:<stage>`. */
  @Column('text')
  name: string;

  @Column('text')
  kind: DecisionKind;

  /** A boolean, or the name of an option. */
  @Column('jsonb')
  value: boolean | string;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text')
  decidedBy: string;

  @CreateDateColumn({ type: 'timestamptz' })
  decidedAt: Date;
}
