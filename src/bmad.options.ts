import type { DatabaseSettings } from './data-source';
import type { MemoryOptions } from './memory/memory.options';
import type { RetentionKind } from './retention/retention.options';
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
  /** How many days what is kept (0 is for ever), and whether this server removes the rest by itself; it does unless told otherwise. */
  retention?: { days?: Partial<Record<RetentionKind, number>>; removes?: boolean };
}

/** The injection token of the options. */
export const BMAD_OPTIONS = Symbol('options of nest-bmad');
