import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

export const definitionKinds = ['AGENT', 'TEAM', 'WORKFLOW', 'CHECKLIST', 'TEMPLATE', 'TASK'] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

/** Something to tell the author of a file. */
export interface DefinitionProblem {
  /** Relative to the pack's folder. */
  file: string;
  /** 1-based; absent where the whole file is meant. */
  line?: number;
  severity: 'error' | 'warning';
  message: string;
}

/**
 * One version of one parsed file. Rows are never deleted: a run pins the version that it started with.
 * Definitions are the server's configuration and shared by its projects.
 */
@Entity('definitions')
@Unique(['pack', 'kind', 'definitionId', 'hash'])
@Index('definitions_current', ['pack', 'kind', 'definitionId'], { unique: true, where: 'current' })
@Index(['kind', 'definitionId'])
export class Definition {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('enum', { enum: definitionKinds, enumName: 'definition_kind' })
  kind: DefinitionKind;

  /** `core`, or the name of the pack's folder. */
  @Column('text')
  pack: string;

  /** The id that the file gives itself: `greenfield-fullstack`. */
  @Column('text')
  definitionId: string;

  @Column('text')
  name: string;

  /** SHA-256 of the file's bytes, in hex. */
  @Column('text')
  hash: string;

  /** Relative to the pack's folder. */
  @Column('text')
  file: string;

  /** How much repair it took to read the file: 1 is none. */
  @Column('smallint')
  tier: number;

  @Column('jsonb')
  body: object;

  @Column('jsonb', { default: [] })
  problems: DefinitionProblem[];

  /** Whether the folders hold this version now. */
  @Column('boolean', { default: true })
  current: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
