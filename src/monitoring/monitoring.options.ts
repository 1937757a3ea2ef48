/** The settings of this feature; the class is their injection token. */
export abstract class MonitoringOptions {
  /** Who may read `/metrics`: without a token callers on this machine, with one whoever sends it. */
  abstract readonly metricsToken?: string;
  /** Whether this server looks by itself whether something is wrong. */
  abstract readonly raisesAlerts: boolean;
}
