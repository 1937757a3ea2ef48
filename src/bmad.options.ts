import type { DatabaseSettings } from './data-source';
import type { MemoryOptions } from './memory/memory.options';
import type { WebhooksOptions } from './webhooks/webhooks.options';

/** What `BmadModule` takes. */
export interface BmadOptions {
  database: DatabaseSettings;
  /** Whether the schema is brought up to date at start; true unless said otherwise. Servers that start at once do it once. */
  migrate?: boolean;
  /** The folders with BMAD definitions: project roots, `.bmad-core` folders or packs. None by default. */
  bmadCore?: readonly string[];
  /** Seconds without a heartbeat after which a session ends by itself, 900 by default. */
  sessionTimeoutSeconds?: number;
  memory?: Partial<MemoryOptions>;
  webhooks?: Partial<WebhooksOptions>;
}

/** The injection token of the options. */
export const BMAD_OPTIONS = Symbol('options of nest-bmad');
