/** The settings of this feature; the class is their injection token. */
export abstract class AgentsOptions {
  /** Seconds without a heartbeat after which a session ends by itself. */
  abstract readonly sessionTimeoutSeconds: number;
}
