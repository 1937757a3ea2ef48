import { Column, CreateDateColumn, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { type DefinitionBody, type DefinitionKind, definitionKinds } from './parse/definition';
import type { DefinitionProblem, Tier } from './parse/parsed';

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

  /** What other files call it: the id that agents and workflows give themselves, the file's name for the other kinds. */
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
  tier: Tier;

  @Column('jsonb')
  body: DefinitionBody;

  @Column('jsonb', { default: [] })
  problems: readonly DefinitionProblem[];

  /** Whether the folders hold this version now. */
  @Column('boolean', { default: true })
  current: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
