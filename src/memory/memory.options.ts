import type { OpenMemorySettings } from './providers/openmemory-client';

export const secretPolicies = ['refuse', 'mask'] as const;

/** The settings of this feature; the class is their injection token. */
export abstract class MemoryOptions {
  /** What happens to a memory with a secret in it: it is refused, or stored with the secret masked. */
  abstract readonly secrets: (typeof secretPolicies)[number];
  /** The OpenMemory server that has memories of the projects too; without it our own tables are all there is. */
  abstract readonly openMemory?: OpenMemorySettings;
}
