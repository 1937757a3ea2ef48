import type { DefinitionBody, DefinitionKind } from './parse/definition';
import type { DefinitionProblem, Tier } from './parse/parsed';

/** A definition that was found and read. */
export interface LoadedDefinition {
  readonly kind: DefinitionKind;
  readonly pack: string;
  readonly definitionId: string;
  readonly name: string;
  readonly hash: string;
  /** Relative to the pack's folder. */
  readonly file: string;
  readonly tier: Tier;
  readonly body: DefinitionBody;
  readonly problems: readonly DefinitionProblem[];
}
