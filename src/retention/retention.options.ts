/** What is kept for a time, and then no more. */
export const retentionKinds = [
  'events',
  'activities',
  'agent_sessions',
  'webhook_deliveries',
  'idempotency_keys',
] as const;
export type RetentionKind = (typeof retentionKinds)[number];

/** The settings of this feature; the class is their injection token. */
export abstract class RetentionOptions {
  /** Whether this server removes by itself what is kept no more. */
  abstract readonly removes: boolean;
  /** How many days each kind is kept; 0 is for ever. */
  abstract readonly days: Readonly<Record<RetentionKind, number>>;
}

/** How many days each kind is kept where nothing else is said. */
export const retentionDays: Readonly<Record<RetentionKind, number>> = {
  events: 90,
  activities: 365,
  agent_sessions: 365,
  webhook_deliveries: 30,
  idempotency_keys: 7,
};
