import type { Scope } from '../../database/scope';
import type { Link } from '../memory-rows.service';

type In = Pick<Scope, 'projectId'>;

/** What others have of a project's memories. */
export interface Elsewhere {
  /** How many they have; null where nobody else has any, or nobody could be asked. */
  total: number | null;
  /** The names of their categories. */
  categories: string[];
}

export const providerNames = ['postgres', 'openmemory'] as const;
export type ProviderName = (typeof providerNames)[number];

/**
 * Who else has memories of the project. What is ranked, weighed and walled off always lies in our own tables: a provider
 * takes into them what others have stored, and tells others what was stored here. The class is its injection token.
 */
export abstract class MemoryProvider {
  abstract readonly name: ProviderName;

  /**
   * Brings both sides together as far as can be done in a moment.
   * @returns one sentence about what could not be done; undefined when nothing is missing
   */
  abstract sync(scope: In): Promise<string | undefined>;

  /** The ids of our memories that others hold to be related to one with these links, the closest first. Never throws. */
  abstract related(scope: In, links: readonly Link[]): Promise<string[]>;

  /** What others have. Never throws. */
  abstract elsewhere(scope: In): Promise<Elsewhere>;
}
