import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';

/** The settings of this feature; the class is their injection token. */
export abstract class WebhooksOptions {
  /** Whether this server sends what is due by itself. */
  abstract readonly delivers: boolean;
  /** Networks inside, as `10.0.0.0/8`, that webhooks may point to all the same. */
  abstract readonly allowedNetworks: readonly string[];
  /** How long after each failed attempt the next one is made, in seconds; after the last of them a delivery is DEAD. */
  abstract readonly retrySeconds: readonly number[];
  /** How long a receiver may take to answer, in seconds. */
  abstract readonly timeoutSeconds: number;
  /** How long nothing arrives before a webhook is disabled, in seconds. */
  abstract readonly disableAfterSeconds: number;
  /** Finds the addresses behind a name. */
  abstract readonly lookup: (name: string) => Promise<LookupAddress[]>;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** What holds where nothing else is said. The descriptions of the routes tell of it. */
export const webhooksDefaults: WebhooksOptions = {
  delivers: true,
  allowedNetworks: [],
  retrySeconds: [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
  timeoutSeconds: 15,
  disableAfterSeconds: 5 * 24 * HOUR,
  lookup: (name) => lookup(name, { all: true }),
};
